namespace Mpa.Remote.Http;

/// <summary>A server answered with success, and with something that is no chat completion.</summary>
internal sealed class MalformedReplyException(string problem) : Exception(problem);
