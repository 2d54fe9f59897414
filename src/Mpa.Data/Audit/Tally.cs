namespace Mpa.Data.Audit;

/// <summary>Counts things by name and keeps the first example of each.</summary>
public sealed class Tally
{
    private readonly SortedDictionary<string, (long Count, string First)> _counts = new(StringComparer.Ordinal);

    /// <summary>Count and first example, by name.</summary>
    public IReadOnlyDictionary<string, (long Count, string First)> Counts => _counts;

    /// <summary>All of them together.</summary>
    public long Total => _counts.Values.Sum(count => count.Count);

    /// <summary>Counts one.</summary>
    /// <param name="name">What it is.</param>
    /// <param name="example">Kept if it is the first of its name.</param>
    public void Add(string name, string example)
    {
        (long count, string first) = _counts.GetValueOrDefault(name, (0, example));
        _counts[name] = (count + 1, first);
    }
}
