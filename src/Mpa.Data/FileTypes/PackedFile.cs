using System.Buffers.Binary;
using System.IO.Compression;
using Mpa.Files;

namespace Mpa.Data.FileTypes;

/// <summary>
/// A data file, read from its start to its end. What gzip has packed (.jsonl.gz) is unpacked on the way.
/// </summary>
internal sealed class PackedFile : IDisposable
{
    private const int MostLineBytes = 64 << 20;

    private readonly string _file;
    private readonly FileStream _raw;
    private readonly Stream _stream;
    private long _read;

    /// <param name="file">Full path.</param>
    public PackedFile(string file)
    {
        _file = file;
        _raw = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
        bool gzip = _raw.ReadByte() == 0x1f && _raw.ReadByte() == 0x8b; // RFC 1952, 2.3.1
        _raw.Position = 0;
        _stream = gzip ? new GZipStream(_raw, CompressionMode.Decompress, leaveOpen: true) : _raw;
    }

    private bool IsPacked => _stream != _raw;

    /// <summary>Whether a file is packed by gzip, whatever its name.</summary>
    public static bool IsGzip(string file)
    {
        using PackedFile packed = new(file);
        return packed.IsPacked;
    }

    /// <summary>The lines of a file, none of which may be longer than 64 MiB.</summary>
    /// <exception cref="MpaException">One is, or what gzip has packed is damaged.</exception>
    public static IEnumerable<TextLine> Lines(string file)
    {
        using PackedFile packed = new(file);
        foreach (TextLine line in TextLines.Read(packed.Read, file, MostLineBytes))
        {
            yield return line;
        }
    }

    /// <summary>Reads on; 0 at the end.</summary>
    /// <exception cref="MpaException">What gzip has packed is damaged or cut off.</exception>
    public int Read(Span<byte> buffer)
    {
        try
        {
            int read = _stream.Read(buffer);
            _read += read;
            return read > 0 || buffer.IsEmpty || !IsPacked || IsWhole()
                ? read
                : throw new InvalidDataException("it ends in the middle");
        }
        catch (InvalidDataException error)
        {
            throw new MpaException(
                $"{_file}: can't be unpacked: {error.Message.TrimEnd('.')}. It is cut off or damaged; fetch it again.",
                error);
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        _raw.Dispose();
    }

    // GZipStream takes a cut file for a whole one. A whole file ends with the length of its (last) part modulo 2^32.
    private bool IsWhole()
    {
        Span<byte> length = stackalloc byte[4];
        _raw.Seek(-Math.Min(length.Length, _raw.Length), SeekOrigin.End);
        _raw.ReadAtLeast(length, length.Length, throwOnEndOfStream: false);
        return _read > uint.MaxValue || BinaryPrimitives.ReadUInt32LittleEndian(length) <= _read;
    }
}
