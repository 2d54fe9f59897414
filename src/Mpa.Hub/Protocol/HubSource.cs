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
    /// <param name="tell">Gets a line for the person before each wait.</param>
    public static ResiliencePipeline Create(HubOptions options, Action<string> tell) =>
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
                tell($"{problem}; again in {seconds} s ({arguments.AttemptNumber + 1} of {options.Retries})");
                return ValueTask.CompletedTask;
            },
        }).Build();
}

/// <summary>Which addresses are talked to, and with whom the token is shared.</summary>
internal static class HubAddress
{
    /// <summary>https, or http to this machine.</summary>
    public static bool IsSafe(Uri address) =>
        address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);

    /// <summary>Same scheme, host and port.</summary>
    public static bool SameOrigin(Uri one, Uri other) =>
        Uri.Compare(
            one,
            other,
            UriComponents.SchemeAndServer,
            UriFormat.Unescaped,
            StringComparison.OrdinalIgnoreCase) == 0;

    /// <summary>
    /// Whether a hub's redirect may be followed: to https, or over http within this machine if the hub is there itself.
    /// A hub elsewhere must not make us ask a service of this machine.
    /// </summary>
    public static bool MayFollow(Uri endpoint, Uri target) =>
        IsSafe(target) && (endpoint.IsLoopback || !target.IsLoopback);

    /// <summary>For messages: a query may hold a signature that grants access.</summary>
    public static string Show(Uri address) => address.GetLeftPart(UriPartial.Path);
}
