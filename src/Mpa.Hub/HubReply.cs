using System.Net;

namespace Mpa.Hub;

/// <summary>A hub's answer: the last response of a chain of redirects, and what the first ones told of the file.</summary>
/// <param name="Message">Its body is not read yet.</param>
/// <param name="Commit">X-Repo-Commit; null when no response had it.</param>
/// <param name="Hash">X-Linked-ETag or ETag, where it is a checksum.</param>
/// <param name="Size">X-Linked-Size, or the body's length of a whole answer.</param>
internal sealed record HubReply(HttpResponseMessage Message, string? Commit, ContentHash? Hash, long? Size) : IDisposable
{
    /// <summary>The status of the last response.</summary>
    public HttpStatusCode Status => Message.StatusCode;

    public void Dispose() => Message.Dispose();
}
