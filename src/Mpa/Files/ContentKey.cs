using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
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
    /// <summary>SHA-256 of the bytes in lower-case hex; "absent" for a file that doesn't exist.</summary>
    public static string Of(string path)
    {
        if (!File.Exists(path))
        {
            return "absent";
        }

        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>
    /// Length and time of the last change, of the file itself where the path is a link: cheap, for many files whose
    /// change only costs a second look.
    /// </summary>
    public static string Stamp(string path)
    {
        FileInfo file = new(path);
        if (file.Exists && file.Attributes.HasFlag(FileAttributes.ReparsePoint))
        {
            file = new FileInfo(RealPath.Target(path) ?? path);
        }

        return file.Exists ? $"{file.Length}@{file.LastWriteTimeUtc.Ticks}" : "absent";
    }
}
