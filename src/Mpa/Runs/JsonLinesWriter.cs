namespace Mpa.Runs;

/// <summary>
/// Appends rows to a file. Each batch is handed to the system at once, so that kill -9 can't take it; a power cut could, until
/// <see cref="Sync"/>.
/// </summary>
internal sealed class JsonLinesWriter<TRow> : IDisposable
{
    private readonly FileStream _stream;

    public JsonLinesWriter(string path) =>
        _stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, 1 << 16);

    public void Append(params ReadOnlySpan<TRow> rows)
    {
        foreach (TRow row in rows)
        {
            JsonLines.WriteLine(_stream, row);
        }

        _stream.Flush();
    }

    /// <summary>Waits until the rows are on the disk.</summary>
    public void Sync() => _stream.Flush(flushToDisk: true);

    public void Dispose() => _stream.Dispose();
}
