using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Unicode;
using Mpa.Models;

namespace Mpa.Files;

/// <summary>Names what a result depends on, so that a change redoes exactly what it touches.</summary>
public static class ContentKey
{
    /// <summary>Key of a model's reply.</summary>
    /// <param name="imageSha256">Hash of the image's bytes; never its path.</param>
    /// <param name="prompt">The user's text.</param>
    /// <param name="fingerprint">Of the model.</param>
    /// <param name="sampling">How the reply is drawn.</param>
    public static string OfReply(string imageSha256, string prompt, string fingerprint, SamplingOptions sampling) =>
        Of("reply", imageSha256, prompt, fingerprint, sampling);

    /// <summary>SHA-256 of the parts as one JSON list (which keeps them apart), lower-case hex.</summary>
    public static string Of(params IReadOnlyList<object?> parts) => Convert.ToHexStringLower(Hash(parts));

    /// <summary>A seed that depends on all parts.</summary>
    public static ulong Seed(params IReadOnlyList<object?> parts) =>
        BinaryPrimitives.ReadUInt64LittleEndian(Hash(parts));

    private static byte[] Hash(IReadOnlyList<object?> parts) =>
        SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(parts, MpaJson.Line));
}

/// <summary>Tells whether a file is still the same.</summary>
public static class FileDigest
{
    private const int Piece = 1 << 16;

    /// <summary>SHA-256 of the bytes in lower-case hex; "absent" for a file that doesn't exist.</summary>
    public static string Of(string path)
    {
        if (!File.Exists(path))
        {
            return "absent";
        }

        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
        using Stream pieces = stream.Length > Piece ? new BufferedStream(stream, Piece) : stream; // hashed by 4 KiB
        return Convert.ToHexStringLower(SHA256.HashData(pieces));
    }

    /// <summary>
    /// Length and time of the last change, of the file itself where the path is a link: cheap, for many files whose
    /// change only costs a second look.
    /// </summary>
    public static string Stamp(string path) => FileStamp.Of(path).ToString();
}

/// <summary>What tells cheaply that a file is still the same.</summary>
/// <param name="Length">In bytes; negative for a file that isn't there.</param>
/// <param name="Ticks">Of the last change, in UTC.</param>
internal readonly record struct FileStamp(long Length, long Ticks) : IUtf8SpanFormattable
{
    /// <summary>Letters that it takes at most.</summary>
    public const int MostLetters = 64;

    /// <summary>That of no file.</summary>
    public static readonly FileStamp Absent = new(-1, 0);

    /// <summary>That of a file; of a link, that of the file it leads to.</summary>
    public static FileStamp Of(string path) => LinuxFile.Stamp(path) ?? Look(path);

    /// <summary>As it stands in keys.</summary>
    public override string ToString() => Length < 0 ? "absent" : $"{Length}@{Ticks}";

    /// <summary>The same in UTF-8; a million of them are hashed in a plan.</summary>
    public bool TryFormat(
        Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        Length < 0
            ? Utf8.TryWrite(utf8Destination, $"absent", out bytesWritten)
            : Utf8.TryWrite(utf8Destination, provider, $"{Length}@{Ticks}", out bytesWritten);

    private static FileStamp Look(string path)
    {
        FileInfo file = new(path);
        if (file.Exists && file.Attributes.HasFlag(FileAttributes.ReparsePoint))
        {
            file = new FileInfo(RealPath.Target(path) ?? path);
        }

        return file.Exists ? new FileStamp(file.Length, file.LastWriteTimeUtc.Ticks) : Absent;
    }
}
