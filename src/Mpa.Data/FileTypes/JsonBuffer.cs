namespace Mpa.Data.FileTypes;

/// <summary>
/// The part of a JSON file that is in memory: it grows to hold a whole row, up to 64 MiB, and counts lines.
/// </summary>
internal sealed class JsonBuffer : IDisposable
{
    private const int MostBytes = 64 << 20;
    private readonly string _file;
    private readonly PackedFile _stream;
    private byte[] _bytes = new byte[1 << 16];
    private int _start;
    private int _end;
    private long _lines;

    /// <param name="file">Full path; a byte order mark is skipped.</param>
    public JsonBuffer(string file)
    {
        _file = file;
        _stream = new PackedFile(file);
        Fill();
        _start = Unread.StartsWith("\uFEFF"u8) ? 3 : 0;
    }

    /// <summary>What has not been consumed.</summary>
    public ReadOnlySpan<byte> Unread => _bytes.AsSpan(_start.._end);

    /// <summary>True when nothing follows in the file.</summary>
    public bool AtEnd { get; private set; }

    /// <summary>The line, counted from 1, of a byte of <see cref="Unread"/>.</summary>
    public long LineAt(int index) => 1 + _lines + Unread[..index].Count((byte)'\n');

    public void Consume(int count)
    {
        _lines += Unread[..count].Count((byte)'\n');
        _start += count;
    }

    /// <summary>Reads on.</summary>
    /// <exception cref="MpaException">The buffer is full: no row is so long.</exception>
    public void Fill()
    {
        int kept = _end - _start;
        if (kept == MostBytes)
        {
            throw new MpaException(
                $"{_file}:{_lines + 1}: one row is longer than {MostBytes >> 20} MiB. "
                    + "Is this a data set? Name the file of its questions.");
        }

        byte[] target = kept == _bytes.Length ? new byte[Math.Min(_bytes.Length * 2, MostBytes)] : _bytes;
        Unread.CopyTo(target);
        (_bytes, _start, _end) = (target, 0, kept);
        int read = _stream.Read(_bytes.AsSpan(_end));
        _end += read;
        AtEnd = read == 0;
    }

    public void Dispose() => _stream.Dispose();
}
