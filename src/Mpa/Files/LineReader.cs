using Microsoft.Win32.SafeHandles;

namespace Mpa.Files;

/// <summary>
/// Reads single lines of a large file by their places. Neighbors are read at one stroke, so that going through a file
/// nearly in order costs little more than reading it.
/// </summary>
/// <typeparam name="TRow">The rows' record.</typeparam>
internal sealed class LineReader<TRow> : IDisposable
    where TRow : class
{
    private const int WindowBytes = 1 << 20;

    private readonly string _path;
    private readonly SafeFileHandle _file;
    private byte[] _window = new byte[WindowBytes];
    private long _start;
    private int _filled;

    /// <summary>Opens the file.</summary>
    public LineReader(string path)
    {
        _path = path;
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
    }

    /// <summary>The row of a line.</summary>
    /// <exception cref="MpaException">There is no such row any more.</exception>
    public TRow Row(long place) => JsonLines.Parse<TRow>(Line(place), _path, place);

    /// <summary>The bytes of a line without its line feed, valid until the next is read.</summary>
    /// <exception cref="EndOfStreamException">No line begins there.</exception>
    public ReadOnlySpan<byte> Line(long place)
    {
        if (place < _start || place >= _start + _filled || !HasEnd(place))
        {
            Load(Math.Max(0, place - (WindowBytes / 4)));
        }

        while (!HasEnd(place))
        {
            int before = _filled;
            _window = place == _start ? new byte[checked(_window.Length * 2)] : _window;
            Load(place);
            if (_filled == before && _filled < _window.Length)
            {
                throw new EndOfStreamException($"{_path} was cut while it was read");
            }
        }

        ReadOnlySpan<byte> rest = Rest(place);
        return rest[..rest.IndexOf((byte)'\n')];
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private bool HasEnd(long place) => Rest(place).Contains((byte)'\n');

    private ReadOnlySpan<byte> Rest(long place) => _window.AsSpan(0, _filled)[(int)(place - _start)..];

    private void Load(long start)
    {
        (_start, _filled) = (start, 0);
        while (_filled < _window.Length)
        {
            int read = RandomAccess.Read(_file, _window.AsSpan(_filled), start + _filled);
            if (read == 0)
            {
                break;
            }

            _filled += read;
        }
    }
}
