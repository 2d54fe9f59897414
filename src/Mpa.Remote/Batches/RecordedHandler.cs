using System.Net;
using System.Text;

namespace Mpa.Remote.Batches;

/// <summary>Stands in for the network: keeps the body of the last request, and answers with what was recorded.</summary>
internal sealed class RecordedHandler(int status, string reply) : HttpMessageHandler
{
    /// <summary>A reply that says nothing.</summary>
    public const string Empty = """{"choices":[{"message":{"content":""}}]}""";

    /// <summary>Of the last request.</summary>
    public string Body { get; private set; } = "";

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Body = await request.Content!.ReadAsStringAsync(cancellationToken);
        return new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(reply, Encoding.UTF8, "application/json") };
    }
}
