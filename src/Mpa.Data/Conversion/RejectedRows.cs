using Mpa.Files;

namespace Mpa.Data.Conversion;

/// <summary>Writes rows that are left out to a file, which exists only if there are any.</summary>
/// <param name="file">Full path.</param>
internal sealed class RejectedRows(string file) : IDisposable
{
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);
    private FileStream? _stream;

    public IReadOnlyDictionary<string, long> Counts => _counts;

    /// <summary>The file; null when nothing was rejected.</summary>
    public string? File => _stream is null ? null : file;

    public void Add(string place, string cause, string message)
    {
        _stream ??= new FileStream(file, FileMode.Create);
        _counts[cause] = _counts.GetValueOrDefault(cause) + 1;
        JsonLines.WriteLine(_stream, new RejectedRow(place, cause, message));
    }

    public void Dispose() => _stream?.Dispose();
}

/// <summary>A row that was left out (a line of rejected.jsonl).</summary>
/// <param name="Place">Where it stands in the source.</param>
/// <param name="Cause">Short and countable.</param>
/// <param name="Message">What was found and what was expected.</param>
internal sealed record RejectedRow(string Place, string Cause, string Message);
