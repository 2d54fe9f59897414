namespace Mpa.Remote.Http;

/// <summary>A server sends its clients elsewhere. It isn't followed: the key is for the address in the recipe.</summary>
internal sealed class RedirectedException(string target) : Exception($"the server redirects to {target}; if that is where it should be, give that address as the teacher's url");
