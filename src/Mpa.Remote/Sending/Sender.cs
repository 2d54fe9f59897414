using System.Net.Http.Headers;
using Microsoft.Extensions.AI;
using Mpa.Recipes;
using Mpa.Remote.Failures;
using Mpa.Remote.RateLimits;
using Polly;
using Polly.Retry;

namespace Mpa.Remote.Sending;

/// <summary>Sends a chat until it is answered, its tries are used up, or trying again is of no use.</summary>
internal sealed class Sender : IDisposable
{
    private static readonly ResiliencePropertyKey<Tries> TriesKey = new("tries");
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

    /// <summary>What is waited for while the server doesn't answer; null while it does.</summary>
    public string? Waiting => _outage.Waiting;

    /// <summary>Sends a chat.</summary>
    /// <param name="messages">Of the chat so far.</param>
    /// <param name="chatOptions">Made anew for each try.</param>
    /// <param name="tokens">A guess at what it takes.</param>
    /// <param name="ends">End it.</param>
    /// <exception cref="ServerGivenUpException">The server is given up.</exception>
    public async Task<ExchangeResult> SendAsync(
        IReadOnlyList<ChatMessage> messages, Func<ChatOptions> chatOptions, int tokens, RequestEnds ends)
    {
        using Tries tries = new(_section.Options.Retries, _outage.Patience, _time, Balancer);
        ResilienceContext context = ResilienceContextPool.Shared.Get(ends.Waiting);
        context.Properties.Set(TriesKey, tries);
        try
        {
            ExchangeResult result = await _retry.ExecuteAsync(
                async _ =>
                {
                    tries.StepBack();
                    return await TryAsync(messages, chatOptions(), tokens, tries, ends);
                },
                context);
            return result.Failure is { Kind: FailureKind.Busy } busy ? ExchangeResult.Of(_outage.Waited(busy)) : result;
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
        IReadOnlyList<ChatMessage> messages, ChatOptions options, int tokens, Tries tries, RequestEnds ends)
    {
        while (true)
        {
            CancellationToken enough = tries.WasTurnedAway ? _outage.Enough : CancellationToken.None;
            if (await PlaceAsync(tokens, enough, ends.Waiting) is not (var endpoint, var epoch))
            {
                return ExchangeResult.Of(_outage.Waited(null));
            }

            ExchangeResult? result = null;
            bool alone;
            try
            {
                result = await _breakers.SendAsync(
                    endpoint, token => SendOnceAsync(endpoint, messages, options, token), ends.Sending);
            }
            finally
            {
                alone = Balancer.Release(endpoint, epoch, IsBusy(result));
            }

            if (result is not null)
            {
                Note(result, endpoint, tries, alone);
                return result;
            }

            Balancer.Pause(endpoint, TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>A place at an address; null when the server has kept all waiting for too long.</summary>
    private async Task<(Endpoint Endpoint, int Epoch)?> PlaceAsync(
        int tokens, CancellationToken enough, CancellationToken cancellation)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, enough);
        try
        {
            return await Balancer.AcquireAsync(tokens, either.Token);
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested)
        {
            return null;
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

    private void Note(ExchangeResult result, Endpoint endpoint, Tries tries, bool alone)
    {
        switch (result.Failure)
        {
            case { Kind: FailureKind.Busy } busy:
                _outage.TurnedAway(busy, endpoint.Url, tries, alone);
                break;
            case { IsOutage: true } failure:
                _outage.Failed(failure, endpoint.Url);
                break;
            default:
                _outage.Answered();
                break;
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
                    && args.Context.Properties.GetValue(TriesKey, null!).Again(failure)),
                OnRetry = args =>
                {
                    args.Context.Properties.GetValue(TriesKey, null!).StepAside();
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
}

/// <summary>
/// When a request ends before it is answered. What was sent is paid for, so that its reply may still be wanted when
/// nothing more is to be sent.
/// </summary>
/// <param name="Sending">Ends it at once.</param>
/// <param name="Waiting">Ends it where it waits to be sent, for the first time or again.</param>
internal readonly record struct RequestEnds(CancellationToken Sending, CancellationToken Waiting);

/// <summary>How often and how long one request may still be tried; it holds no place in between.</summary>
/// <param name="retries">After failures of the server.</param>
/// <param name="patience">With being turned away.</param>
/// <param name="time">For the patience.</param>
/// <param name="balancer">Who gives places.</param>
internal sealed class Tries(int retries, TimeSpan patience, TimeProvider time, LoadBalancer balancer) : IDisposable
{
    private int _failures;
    private long? _turnedAway;
    private bool _aside;

    /// <summary>Whether the server had too much to do for it before.</summary>
    public bool WasTurnedAway => _turnedAway is not null;

    /// <summary>Counts a failure and says whether to try again.</summary>
    public bool Again(RequestFailure failure) => failure switch
    {
        { IsPassing: false } => false,
        { Kind: FailureKind.Busy } => time.GetElapsedTime(_turnedAway ??= time.GetTimestamp()) < patience,
        _ => ++_failures <= retries,
    };

    /// <summary>It waits to be tried again.</summary>
    public void StepAside()
    {
        _aside = true;
        balancer.StepAside();
    }

    /// <summary>It is tried.</summary>
    public void StepBack()
    {
        if (_aside)
        {
            _aside = false;
            balancer.StepBack();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => StepBack();
}
