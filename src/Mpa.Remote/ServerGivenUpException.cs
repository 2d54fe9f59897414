namespace Mpa.Remote;

/// <summary>The server fails too often or for too long, so the run stops. It can go on when the server is well again.</summary>
/// <param name="message">What failed how often, and what to do.</param>
public sealed class ServerGivenUpException(string message) : IOException(message);
