using Mpa.Statistics;

namespace Mpa.Torch.Generation;

/// <summary>
/// A stream of random numbers from a seed: <see cref="SplitMix64"/> turns even neighboring seeds into unrelated streams. Each reply
/// has its own, so that it does not depend on its batch.
/// </summary>
internal sealed class RandomStream(ulong seed)
{
    private readonly SplitMix64 _random = new(seed);

    /// <summary>A number in [0, 1) with 53 random bits.</summary>
    public double NextDouble() => (_random.Next() >> 11) * (1.0 / (1UL << 53));
}
