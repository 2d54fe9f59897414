using Polly;
using Polly.CircuitBreaker;

namespace Mpa.Remote.Endpoints;

/// <summary>A circuit breaker for each address: when most of its requests fail, it is left out for a while, and then tried with one.</summary>
internal sealed class Breaker
{
    private const int Fewest = 10;
    private static readonly TimeSpan Sampled = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Break = TimeSpan.FromSeconds(20);

    private readonly Dictionary<Endpoint, ResiliencePipeline<Sent>> _pipelines;

    /// <summary>All addresses are whole at first.</summary>
    public Breaker(IReadOnlyList<Endpoint> endpoints, Door door, TimeProvider time) =>
        _pipelines = endpoints.ToDictionary(endpoint => endpoint, endpoint => Create(endpoint, door, time));

    /// <summary>Sends through the address's breaker; null when it isn't let through.</summary>
    public async ValueTask<Sent?> SendAsync(Endpoint endpoint, Func<CancellationToken, ValueTask<Sent>> send, CancellationToken cancellation)
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

    private static ResiliencePipeline<Sent> Create(Endpoint endpoint, Door door, TimeProvider time) =>
        new ResiliencePipelineBuilder<Sent> { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<Sent>
            {
                FailureRatio = 0.7,
                MinimumThroughput = Fewest,
                SamplingDuration = Sampled,
                BreakDuration = Break,
                ShouldHandle = args => ValueTask.FromResult(args.Outcome.Result?.Failure?.IsOutage == true),
                OnOpened = args =>
                {
                    door.Break(endpoint, args.BreakDuration);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
}
