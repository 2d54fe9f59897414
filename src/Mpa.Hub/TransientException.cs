namespace Mpa.Hub;

/// <summary>A failure that may pass: a busy or broken server, a broken connection.</summary>
/// <param name="message">For the person, when it did not pass.</param>
/// <param name="retryAfter">How long the server asks to wait; null when it doesn't say.</param>
/// <param name="inner">What it came from.</param>
internal sealed class TransientException(string message, TimeSpan? retryAfter = null, Exception? inner = null) : HttpRequestException(message, inner)
{
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
