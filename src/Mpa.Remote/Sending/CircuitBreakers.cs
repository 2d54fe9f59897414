using Polly;
using Polly.CircuitBreaker;

namespace Mpa.Remote.Sending;

/// <summary>
/// A circuit breaker for each address: when most of its requests fail, it is left out for a while, and then tried with
/// one.
/// </summary>
internal sealed class CircuitBreakers
{
    private const int Fewest = 10;
    private static readonly TimeSpan Sampled = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Break = TimeSpan.FromSeconds(20);

    private readonly Dictionary<Endpoint, ResiliencePipeline<ExchangeResult>> _pipelines;

    /// <summary>All addresses are whole at first.</summary>
    public CircuitBreakers(IReadOnlyList<Endpoint> endpoints, LoadBalancer balancer, TimeProvider time) =>
        _pipelines = endpoints.ToDictionary(endpoint => endpoint, endpoint => Create(endpoint, balancer, time));

    /// <summary>Sends through the address's breaker; null when it isn't let through.</summary>
    public async ValueTask<ExchangeResult?> SendAsync(
        Endpoint endpoint, Func<CancellationToken, ValueTask<ExchangeResult>> send, CancellationToken cancellation)
    {
        try
        {
            return await _pipelines[endpoint].ExecuteAsync(send, cancellation);
        }
        catch (BrokenCircuitException)
        {
            return null;
        }
    }

    private static ResiliencePipeline<ExchangeResult> Create(
        Endpoint endpoint, LoadBalancer balancer, TimeProvider time) =>
        new ResiliencePipelineBuilder<ExchangeResult> { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<ExchangeResult>
            {
                FailureRatio = 0.7,
                MinimumThroughput = Fewest,
                SamplingDuration = Sampled,
                BreakDuration = Break,
                ShouldHandle = args => ValueTask.FromResult(args.Outcome.Result?.Failure?.IsOutage == true),
                OnOpened = args =>
                {
                    balancer.Break(endpoint, args.BreakDuration);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
}
