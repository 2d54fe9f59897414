using System.Net.Http.Headers;
using Microsoft.Extensions.AI;
using Mpa.Recipes;
using Mpa.Remote.Failures;
using Mpa.Remote.Pace;
using Polly;
using Polly.Retry;

namespace Mpa.Remote.Endpoints;

/// <summary>Sends a chat until it is answered, its tries are used up, or trying again is of no use.</summary>
internal sealed class Sender : IDisposable
{
    private const int MostWaits = 200;
    private static readonly ResiliencePropertyKey<Tries> TriesKey = new("tries");
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(60);

    private readonly ServerOptions _options;
    private readonly ApiKey _key;
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<Endpoint> _endpoints;
    private readonly Breaker _breaker;
    private readonly Patience _patience;
    private readonly ResiliencePipeline<Sent> _retry;
    private readonly ResiliencePipeline _timeout;

    /// <summary>Sends nothing yet.</summary>
    public Sender(ServerOptions options, ApiKey key, TimeProvider time, Func<HttpMessageHandler> network)
    {
        (_options, _key, _time) = (options, key, time);
        _endpoints = [.. options.MoreUrls.Prepend(options.Url).Select(url => new Endpoint(url, options, key, network(), time.GetUtcNow(), Learn))];
        Door = new Door(_endpoints, time);
        _breaker = new Breaker(_endpoints, Door, time);
        _patience = new Patience(options.Patience, time);
        _retry = Retry(time);
        _timeout = new ResiliencePipelineBuilder { TimeProvider = time }.AddTimeout(TimeSpan.FromSeconds(options.Timeout)).Build();
    }

    /// <summary>How many requests the addresses bear.</summary>
    public Door Door { get; }

    /// <summary>Sends a chat.</summary>
    /// <param name="messages">Of the chat so far.</param>
    /// <param name="chatOptions">Made anew for each try.</param>
    /// <param name="tokens">A guess at what it takes.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ServerGivenUpException">The server is given up.</exception>
    public async Task<Sent> SendAsync(IReadOnlyList<ChatMessage> messages, Func<ChatOptions> chatOptions, int tokens, CancellationToken cancellation)
    {
        ResilienceContext context = ResilienceContextPool.Shared.Get(cancellation);
        context.Properties.Set(TriesKey, new Tries(_options.Retries, MostWaits));
        try
        {
            return await _retry.ExecuteAsync(async attempt => await TryAsync(messages, chatOptions(), tokens, attempt.CancellationToken), context);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Door.Dispose();
        foreach (Endpoint endpoint in _endpoints)
        {
            endpoint.Dispose();
        }
    }

    /// <summary>Waits its turn and sends once; a breaker that isn't passed sends it back to wait.</summary>
    private async Task<Sent> TryAsync(IReadOnlyList<ChatMessage> messages, ChatOptions options, int tokens, CancellationToken cancellation)
    {
        while (true)
        {
            (Endpoint endpoint, int epoch) = await Door.EnterAsync(tokens, cancellation);
            Sent? sent = null;
            try
            {
                sent = await _breaker.SendAsync(endpoint, token => SendOnceAsync(endpoint, messages, options, token), cancellation);
            }
            finally
            {
                Door.Leave(endpoint, epoch, Busy(sent));
            }

            if (sent is not null)
            {
                Judge(sent, endpoint);
                return sent;
            }

            Door.Pause(endpoint, TimeSpan.FromSeconds(1));
        }
    }

    private ValueTask<Sent> SendOnceAsync(Endpoint endpoint, IReadOnlyList<ChatMessage> messages, ChatOptions options, CancellationToken cancellation) =>
        Exchange.RunAsync(
            () => _timeout.ExecuteAsync(async token => await endpoint.Chat.GetResponseAsync(messages, options, token), cancellation), _key.Redact);

    /// <summary>A timeout is a sign of too much work too.</summary>
    private static bool? Busy(Sent? sent) => sent switch
    {
        { Turn: not null } => false,
        { Failure: { Kind: FailureKind.Busy } or { Cause: FailureReader.Late } } => true,
        _ => null,
    };

    private void Judge(Sent sent, Endpoint endpoint)
    {
        if (sent.Failure is { IsOutage: true } failure)
        {
            _patience.Failed(failure, endpoint.Url);
        }
        else
        {
            _patience.Answered();
        }
    }

    private void Learn(Endpoint endpoint, int status, HttpResponseHeaders headers)
    {
        TimeSpan wait = RateHeaders.UntilNext(headers, 1);
        if (status is 429 or 503 or 529 && RateHeaders.RetryAfter(headers, _time.GetUtcNow()) is { } asked)
        {
            wait = asked;
        }

        _patience.Asked(wait, endpoint.Url);
        if (wait > TimeSpan.Zero)
        {
            Door.Pause(endpoint, wait);
        }
    }

    private static ResiliencePipeline<Sent> Retry(TimeProvider time) =>
        new ResiliencePipelineBuilder<Sent> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<Sent>
            {
                MaxRetryAttempts = int.MaxValue, // each request has its own count of tries
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromSeconds(1),
                MaxDelay = LongestDelay,
                UseJitter = true,
                ShouldHandle = args => ValueTask.FromResult(
                    args.Outcome.Result?.Failure is { } failure && args.Context.Properties.GetValue(TriesKey, null!).Again(failure)),
            })
            .Build();
}
