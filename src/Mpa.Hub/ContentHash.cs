using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Mpa.Hub;

/// <summary>The checksum that the hub states for a file.</summary>
/// <param name="Kind">How it is computed.</param>
/// <param name="Hex">Lower-case hexadecimal.</param>
public sealed partial record ContentHash(ContentHashKind Kind, string Hex)
{
    /// <summary>Reads a checksum, told apart by its length; null when the text is none.</summary>
    /// <param name="text">64 or 40 hexadecimal digits; may be quoted, as an ETag is.</param>
    internal static ContentHash? TryParse(string? text)
    {
        string hex = (text ?? "").Trim('"').ToLowerInvariant();
        return !Hexadecimal().IsMatch(hex) ? null : hex.Length switch
        {
            64 => new ContentHash(ContentHashKind.Sha256, hex),
            40 => new ContentHash(ContentHashKind.GitSha1, hex),
            _ => null,
        };
    }

    [GeneratedRegex("^[0-9a-f]+$")]
    private static partial Regex Hexadecimal();
}

/// <summary>The two checksums of the hub.</summary>
public enum ContentHashKind
{
    /// <summary>SHA-256 of the bytes: large files (Git LFS).</summary>
    Sha256,

    /// <summary>
    /// SHA-1 of "blob", the size and the bytes: files in git itself (git-scm.com/book, "Git Objects").
    /// </summary>
    GitSha1,
}

/// <summary>Computes a file's checksum while its bytes come in.</summary>
internal sealed class ContentHasher : IDisposable
{
    private readonly IncrementalHash _hash;
    private readonly byte[] _head;

    /// <param name="file">Kind of the checksum, and the size of the whole file: git's checksum begins with it.</param>
    public ContentHasher(HubFile file)
    {
        bool sha256 = file.Hash.Kind == ContentHashKind.Sha256;
        _hash = IncrementalHash.CreateHash(sha256 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1);
        _head = sha256 ? [] : Encoding.ASCII.GetBytes(FormattableString.Invariant($"blob {file.Size}\0"));
        _hash.AppendData(_head);
    }

    public void Append(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

    public void Reset()
    {
        _hash.GetHashAndReset();
        _hash.AppendData(_head);
    }

    /// <summary>Of all bytes so far, in lower-case hexadecimal.</summary>
    public string Hex() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public void Dispose() => _hash.Dispose();
}
