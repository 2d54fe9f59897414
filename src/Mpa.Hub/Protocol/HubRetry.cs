using System.Globalization;
using Polly;
using Polly.Retry;

namespace Mpa.Hub.Protocol;

/// <summary>A hub to ask: client, retries around each request, and the options of both.</summary>
internal sealed record HubSource(HubClient Client, ResiliencePipeline Retry, HubOptions Options);

/// <summary>
/// Tries again what may pass: after the time that the server asks for, else after 1, 2, 4 … seconds with jitter.
/// </summary>
internal static class HubRetry
{
    /// <summary>The pipeline to run a request in.</summary>
    /// <param name="options">How often and how long.</param>
    /// <param name="notify">Gets a line for the person before each wait.</param>
    public static ResiliencePipeline Create(HubOptions options, Action<string> notify) =>
        new ResiliencePipelineBuilder { TimeProvider = options.Time }.AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = options.Retries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = TimeSpan.FromSeconds(1),
            MaxDelay = TimeSpan.FromSeconds(30),
            ShouldHandle = new PredicateBuilder().Handle<TransientException>(
                error => !(error.RetryAfter > options.LongestWait)),
            DelayGenerator = arguments => ValueTask.FromResult(
                (arguments.Outcome.Exception as TransientException)?.RetryAfter),
            OnRetry = arguments =>
            {
                string problem = arguments.Outcome.Exception!.Message;
                string seconds = arguments.RetryDelay.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
                notify($"{problem}; again in {seconds} s ({arguments.AttemptNumber + 1} of {options.Retries})");
                return ValueTask.CompletedTask;
            },
        }).Build();
}

/// <summary>A failure that may pass: a busy or broken server, a broken connection.</summary>
/// <param name="message">For the person, when it did not pass.</param>
/// <param name="retryAfter">How long the server asks to wait; null when it doesn't say.</param>
/// <param name="inner">What it came from.</param>
internal sealed class TransientException(string message, TimeSpan? retryAfter = null, Exception? inner = null)
    : HttpRequestException(message, inner)
{
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
