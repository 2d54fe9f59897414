using Polly;
using Polly.Retry;

namespace Mpa.Hub;

/// <summary>Tries again what may pass: after the time that the server asks for, else after 1, 2, 4 … seconds with jitter.</summary>
internal static class HubRetry
{
    /// <summary>The pipeline to run a request in.</summary>
    /// <param name="options">How often and how long.</param>
    /// <param name="tell">Gets a line for the person before each wait.</param>
    public static ResiliencePipeline Create(HubOptions options, Action<string> tell) =>
        new ResiliencePipelineBuilder { TimeProvider = options.Time }.AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = options.Retries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = TimeSpan.FromSeconds(1),
            MaxDelay = TimeSpan.FromSeconds(30),
            ShouldHandle = new PredicateBuilder().Handle<TransientException>(error => !(error.RetryAfter > options.LongestWait)),
            DelayGenerator = arguments => ValueTask.FromResult((arguments.Outcome.Exception as TransientException)?.RetryAfter),
            OnRetry = arguments =>
            {
                tell(FormattableString.Invariant($"{arguments.Outcome.Exception!.Message}; again in {arguments.RetryDelay.TotalSeconds:0} s ({arguments.AttemptNumber + 1} of {options.Retries})"));
                return ValueTask.CompletedTask;
            },
        }).Build();
}
