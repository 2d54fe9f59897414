using Mpa.Runs;

namespace Mpa.Images;

/// <summary>Counts what becomes of files as they come.</summary>
internal sealed class CollectCounts
{
    private readonly SortedDictionary<string, long> _rejected = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _failed = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _notes = new(StringComparer.Ordinal);

    public long Images { get; private set; }

    public long Files { get; private set; }

    /// <summary>"12 images · 1 truncated · of the images 2 transparent, shown on white".</summary>
    public string Summary
    {
        get
        {
            IEnumerable<KeyValuePair<string, long>> causes = _rejected.Concat(_failed).OrderBy(
                pair => pair.Key, StringComparer.Ordinal);
            string files = StageCounts.Tell(causes.Prepend(new("images", Images)));
            return _notes.Count == 0 ? files : $"{files} · of the images {StageCounts.Tell(_notes)}";
        }
    }

    public long Of(string cause) => _rejected.GetValueOrDefault(cause) + _failed.GetValueOrDefault(cause);

    public void AddImage(IEnumerable<string> notes)
    {
        Images++;
        Files++;
        foreach (string note in notes)
        {
            Add(_notes, note);
        }
    }

    public void AddFailure(string cause, bool rejected)
    {
        Files++;
        Add(rejected ? _rejected : _failed, cause);
    }

    public StageCounts Complete() => new()
    {
        In = Files,
        Out = new Dictionary<string, long> { ["images"] = Images },
        Rejected = _rejected,
        Failed = _failed,
        Summary = _notes.Count == 0 ? null : Summary,
    };

    private static void Add(SortedDictionary<string, long> counts, string name) =>
        counts[name] = counts.GetValueOrDefault(name) + 1;
}
