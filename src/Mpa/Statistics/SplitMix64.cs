namespace Mpa.Statistics;

/// <summary>
/// A small generator whose numbers are the same on every machine and .NET version, which System.Random doesn't promise.
/// Source: Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators".
/// </summary>
/// <param name="seed">Equal seeds give equal numbers.</param>
public sealed class SplitMix64(ulong seed)
{
    private ulong _state = seed;

    /// <summary>Any 64 bits.</summary>
    public ulong Next()
    {
        _state += 0x9e3779b97f4a7c15;
        ulong mixed = (_state ^ (_state >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>0 to <paramref name="bound"/> − 1, which must be at least 1.</summary>
    public int Below(int bound) => (int)(((Next() >> 32) * (ulong)bound) >> 32);
}
