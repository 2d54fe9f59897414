using Mpa.Data.Formats;
using Mpa.Imaging;

namespace Mpa.Data.FileTypes;

/// <summary>What a file is by its first bytes.</summary>
internal enum FileKind
{
    /// <summary>One JSON value.</summary>
    Json,

    /// <summary>A JSON object a line.</summary>
    JsonLines,

    /// <summary>Comma-separated values with a header.</summary>
    Csv,

    /// <summary>Apache Parquet.</summary>
    Parquet,

    /// <summary>A zip archive.</summary>
    Zip,

    /// <summary>A tar archive, packed by gzip or not.</summary>
    Tar,

    /// <summary>One image.</summary>
    Image,

    /// <summary>Other text: a path a line.</summary>
    PathList,
}

/// <summary>Tells what a file is from its content, whatever its name.</summary>
internal static class FileKinds
{
    private const int TarMagic = 257; // "ustar" stands there (POSIX.1-1988)

    /// <summary>What a file is; of one that gzip has packed, what is in it.</summary>
    /// <exception cref="MpaException">The file is empty, or nothing that is read here.</exception>
    public static FileKind Of(string file)
    {
        FileKind kind = Unpacked(file);
        return kind is FileKind.Json or FileKind.JsonLines or FileKind.Csv or FileKind.Tar || !PackedFile.IsGzip(file)
            ? kind
            : throw new MpaException(
                $"{file} is gzip of neither a tar nor JSON, JSONL or CSV. Unpack it, and name what was in it.");
    }

    private static FileKind Unpacked(string file)
    {
        byte[] head = Head(file);
        ReadOnlySpan<byte> start = head.AsSpan().TrimStart("\uFEFF \t\r\n"u8);
        return head switch
        {
            [] => throw new MpaException($"{file} is empty."),
            _ when Unread(head) is { } what => throw new MpaException($"{file} is {what}, and name what comes of it."),
            _ when head.AsSpan().StartsWith("PAR1"u8) => FileKind.Parquet,
            _ when head.AsSpan().StartsWith("PK\u0003\u0004"u8) => FileKind.Zip,
            _ when head.AsSpan().StartsWith("PK\u0005\u0006"u8) => FileKind.Zip, // an empty one
            _ when head.Length > TarMagic && head.AsSpan(TarMagic).StartsWith("ustar"u8) => FileKind.Tar,
            _ when IsImage(head) => FileKind.Image,
            _ when start.StartsWith("["u8) => FileKind.Json,
            _ when start.StartsWith("{"u8) => HoldsList(file) ? FileKind.Json : FileKind.JsonLines,
            _ => Text(file, head),
        };
    }

    /// <summary>Which archive a path is; null when it is none.</summary>
    public static FileKind? OfArchive(string path) =>
        File.Exists(path) && Of(path) is FileKind.Zip or FileKind.Tar ? Of(path) : null;

    /// <summary>A kind of file that isn't read here, and what to do with it; null for any other.</summary>
    private static string? Unread(byte[] head) => head switch
    {
        [(byte)'B', (byte)'Z', (byte)'h', ..] => "compressed by bzip2, which mpa doesn't unpack: unpack it",
        [0xFD, (byte)'7', (byte)'z', (byte)'X', ..] => "compressed by xz, which mpa doesn't unpack: unpack it",
        [0x28, 0xB5, 0x2F, 0xFD, ..] => "compressed by zstd, which mpa doesn't unpack: unpack it",
        [(byte)'7', (byte)'z', 0xBC, 0xAF, ..] => "a 7z archive, which mpa doesn't unpack: unpack it",
        [(byte)'R', (byte)'a', (byte)'r', (byte)'!', ..] => "a RAR archive, which mpa doesn't unpack: unpack it",
        [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] => "text in UTF-16: save it as UTF-8",
        _ => null,
    };

    private static FileKind Text(string file, byte[] head)
    {
        if (head.Contains((byte)0))
        {
            throw new MpaException(
                $"{file} is neither text, Parquet, zip, tar nor an image. Name a folder of images, a list of paths, "
                    + "JSON, JSONL, CSV, Parquet, zip or tar.gz.");
        }

        return CsvHeader.Of(file) is not null
            ? FileKind.Csv
            : !CsvHeader.IsNamed(file)
                ? FileKind.PathList
                : throw new MpaException(
                    $"{file}:1: the header names no image and no question. Expected different names separated by "
                        + "commas, semicolons or tabs, as in image,question,answers.");
    }

    // True for one object with a list of rows in it. A small object that ends without one is the first line of JSON
    // Lines.
    private static bool HoldsList(string file)
    {
        using JsonListReader reader = new(file);
        return reader.Enter(DataFormats.Lists) is not null;
    }

    // A text may begin with "BM", but holds no zero.
    private static bool IsImage(byte[] head) => ImageDecoder.FormatOf(head) is not null && head.Contains((byte)0);

    private static byte[] Head(string file)
    {
        using PackedFile stream = new(file);
        byte[] head = new byte[1 << 12];
        int read = 0;
        for (int more = -1; more != 0 && read < head.Length; read += more)
        {
            more = stream.Read(head.AsSpan(read));
        }

        return head[..read];
    }
}
