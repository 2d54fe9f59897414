namespace Mpa.DemoWorld;

/// <summary>
/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014). In place of
/// System.Random, whose stream is not promised to stay the same between .NET versions.
/// </summary>
internal sealed class WorldRandom
{
    private const ulong Step = 0x9E3779B97F4A7C15;
    private ulong _state;

    /// <summary>A generator of its own for each (seed, stream, index): neighboring indexes are unrelated.</summary>
    public WorldRandom(long seed, int stream, long index)
        : this(Scramble(Scramble(Scramble((ulong)seed + Step) + (ulong)stream) + ((ulong)index * Step)))
    {
    }

    public WorldRandom(ulong state) => _state = state;

    /// <summary>The next 64 bits.</summary>
    public ulong NextBits()
    {
        _state += Step;
        return Scramble(_state);
    }

    /// <summary>
    /// A whole number from 0 to <paramref name="exclusiveEnd"/> − 1 (uneven by less than 2⁻³², which is nothing here).
    /// </summary>
    public int Next(int exclusiveEnd)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(exclusiveEnd, 1);
        return (int)Math.BigMul(NextBits(), (ulong)exclusiveEnd, out _);
    }

    /// <summary>A whole number within both bounds.</summary>
    public int Between(int first, int last) => first + Next(last - first + 1);

    /// <summary>True with the given probability.</summary>
    public bool Chance(double probability) => (NextBits() >> 11) * (1.0 / (1UL << 53)) < probability;

    /// <summary>One of the items.</summary>
    public T Pick<T>(IReadOnlyList<T> items) => items[Next(items.Count)];

    /// <summary>Puts the items in a random order (Fisher and Yates).</summary>
    public void Shuffle<T>(T[] items)
    {
        for (int end = items.Length - 1; end > 0; end--)
        {
            int other = Next(end + 1);
            (items[end], items[other]) = (items[other], items[end]);
        }
    }

    public static ulong Scramble(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }
}
