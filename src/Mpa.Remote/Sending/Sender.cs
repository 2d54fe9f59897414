using System.Net.Http.Headers;
using Microsoft.Extensions.AI;
using Mpa.Remote.Failures;
using Mpa.Remote.RateLimits;
using Mpa.Runs;
using Polly;
using Polly.Retry;

namespace Mpa.Remote.Sending;

/// <summary>Sends a chat until it is answered, its tries are used up, or trying again is of no use.</summary>
internal sealed class Sender : IDisposable
{
    private const int MostWaits = 200;
    private static readonly ResiliencePropertyKey<RetryCount> RetriesKey = new("retries");
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(60);

    private readonly ServerSection _section;
    private readonly ApiKey _key;
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<Endpoint> _endpoints;
    private readonly CircuitBreakers _breakers;
    private readonly OutageTimeout _outage;
    private readonly ResiliencePipeline<ExchangeResult> _retry;
    private readonly ResiliencePipeline _timeout;

    /// <summary>Sends nothing yet.</summary>
    public Sender(ServerSection section, ApiKey key, TimeProvider time, Func<HttpMessageHandler> network)
    {
        (_section, _key, _time) = (section, key, time);
        ServerOptions options = section.Options;
        _endpoints = [.. options.MoreUrls.Prepend(options.Url).Select(Open)];
        Balancer = new LoadBalancer(_endpoints, time);
        _breakers = new CircuitBreakers(_endpoints, Balancer, time);
        _outage = new OutageTimeout(section, time);
        _retry = Retry(time);
        _timeout = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddTimeout(TimeSpan.FromSeconds(options.Timeout))
            .Build();

        Endpoint Open(string url) => new(url, options, key, network(), time.GetUtcNow(), Learn);
    }

    /// <summary>How many requests the addresses bear.</summary>
    public LoadBalancer Balancer { get; }

    /// <summary>Sends a chat.</summary>
    /// <param name="messages">Of the chat so far.</param>
    /// <param name="chatOptions">Made anew for each try.</param>
    /// <param name="tokens">A guess at what it takes.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ServerGivenUpException">The server is given up.</exception>
    public async Task<ExchangeResult> SendAsync(
        IReadOnlyList<ChatMessage> messages, Func<ChatOptions> chatOptions, int tokens, CancellationToken cancellation)
    {
        ResilienceContext context = ResilienceContextPool.Shared.Get(cancellation);
        context.Properties.Set(RetriesKey, new RetryCount(_section.Options.Retries, MostWaits));
        try
        {
            return await _retry.ExecuteAsync(
                async attempt => await TryAsync(messages, chatOptions(), tokens, attempt.CancellationToken), context);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Balancer.Dispose();
        foreach (Endpoint endpoint in _endpoints)
        {
            endpoint.Dispose();
        }
    }

    /// <summary>Waits for an address and sends once; a breaker that isn't passed sends it back to wait.</summary>
    private async Task<ExchangeResult> TryAsync(
        IReadOnlyList<ChatMessage> messages, ChatOptions options, int tokens, CancellationToken cancellation)
    {
        while (true)
        {
            (Endpoint endpoint, int epoch) = await Balancer.AcquireAsync(tokens, cancellation);
            ExchangeResult? result = null;
            try
            {
                result = await _breakers.SendAsync(
                    endpoint, token => SendOnceAsync(endpoint, messages, options, token), cancellation);
            }
            finally
            {
                Balancer.Release(endpoint, epoch, IsBusy(result));
            }

            if (result is not null)
            {
                Note(result, endpoint);
                return result;
            }

            Balancer.Pause(endpoint, TimeSpan.FromSeconds(1));
        }
    }

    private ValueTask<ExchangeResult> SendOnceAsync(
        Endpoint endpoint, IReadOnlyList<ChatMessage> messages, ChatOptions options, CancellationToken cancellation) =>
        Exchange.RunAsync(
            () => _timeout.ExecuteAsync(
                async token => await endpoint.Chat.GetResponseAsync(messages, options, token), cancellation),
            _key.Redact,
            _section);

    /// <summary>A timeout is a sign of too much work too.</summary>
    private static bool? IsBusy(ExchangeResult? result) => result switch
    {
        { Turn: not null } => false,
        { Failure: { Kind: FailureKind.Busy } or { Cause: FailureReader.Late } } => true,
        _ => null,
    };

    private void Note(ExchangeResult result, Endpoint endpoint)
    {
        if (result.Failure is { IsOutage: true } failure)
        {
            _outage.Failed(failure, endpoint.Url);
        }
        else
        {
            _outage.Answered();
        }
    }

    private void Learn(Endpoint endpoint, int status, HttpResponseHeaders headers)
    {
        TimeSpan wait = RateHeaders.UntilNext(headers, 1);
        if (status is 429 or 503 or 529 && RateHeaders.RetryAfter(headers, _time.GetUtcNow()) is { } asked)
        {
            wait = asked;
        }

        _outage.Asked(wait, endpoint.Url);
        if (wait > TimeSpan.Zero)
        {
            Balancer.Pause(endpoint, wait);
        }
    }

    private static ResiliencePipeline<ExchangeResult> Retry(TimeProvider time) =>
        new ResiliencePipelineBuilder<ExchangeResult> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<ExchangeResult>
            {
                MaxRetryAttempts = int.MaxValue, // each request has its own count of tries
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromSeconds(1),
                MaxDelay = LongestDelay,
                UseJitter = true,
                ShouldHandle = args => ValueTask.FromResult(
                    args.Outcome.Result?.Failure is { } failure
                    && args.Context.Properties.GetValue(RetriesKey, null!).Again(failure)),
            })
            .Build();
}

/// <summary>How often one request may still be tried.</summary>
/// <param name="retries">After failures of the server.</param>
/// <param name="waits">After being told to wait.</param>
internal sealed class RetryCount(int retries, int waits)
{
    private int _failures;
    private int _waits;

    /// <summary>Counts a failure and says whether to try again.</summary>
    public bool Again(RequestFailure failure) => failure switch
    {
        { IsPassing: false } => false,
        { Kind: FailureKind.Busy } => ++_waits <= waits,
        _ => ++_failures <= retries,
    };
}
