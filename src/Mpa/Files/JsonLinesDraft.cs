namespace Mpa.Files;

/// <summary>
/// Rows of a file that is made anew, written as they come, so that memory holds none of them: beside the file first,
/// and in its place when all are there.
/// </summary>
/// <typeparam name="TRow">The row's record.</typeparam>
/// <param name="path">Full path of the file.</param>
internal sealed class JsonLinesDraft<TRow>(string path) : IDisposable
{
    private readonly FileStream _stream = new(
        $"{path}.{Environment.ProcessId}-0.new", FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);

    /// <summary>Adds a row.</summary>
    public void Add(TRow row) => JsonLines.WriteLine(_stream, row);

    /// <summary>Puts the rows in the file's place.</summary>
    public void Finish()
    {
        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
        File.Move(_stream.Name, path, overwrite: true);
    }

    /// <summary>Forgets what wasn't finished.</summary>
    public void Dispose()
    {
        _stream.Dispose();
        File.Delete(_stream.Name);
    }
}
