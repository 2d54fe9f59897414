namespace Mpa.Torch.Generation;

/// <summary>
/// A stream of random numbers from a seed: SplitMix64 (Steele, Lea, Flood, OOPSLA 2014), which turns even neighbouring seeds into
/// unrelated streams. Each reply has its own, so that it does not depend on its batch.
/// </summary>
internal sealed class RandomStream(ulong seed)
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    private ulong _state = seed;

    /// <summary>A number in [0, 1) with 53 random bits.</summary>
    public double NextDouble()
    {
        _state += Step;
        ulong z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    }
}
