using System.Security.Cryptography;
using System.Text;

namespace Mpa.Hub;

/// <summary>Computes a file's checksum while its bytes come in.</summary>
internal sealed class ContentHasher : IDisposable
{
    private readonly IncrementalHash _hash;
    private readonly byte[] _head;

    /// <summary>Begins.</summary>
    /// <param name="file">Kind of the checksum, and the size of the whole file: git's checksum begins with it.</param>
    public ContentHasher(HubFile file)
    {
        bool sha256 = file.Hash.Kind == ContentHashKind.Sha256;
        _hash = IncrementalHash.CreateHash(sha256 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1);
        _head = sha256 ? [] : Encoding.ASCII.GetBytes(FormattableString.Invariant($"blob {file.Size}\0"));
        _hash.AppendData(_head);
    }

    public void Append(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

    /// <summary>Begins anew.</summary>
    public void Reset()
    {
        _hash.GetHashAndReset();
        _hash.AppendData(_head);
    }

    /// <summary>Of all bytes so far, in lower-case hexadecimal.</summary>
    public string Hex() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public void Dispose() => _hash.Dispose();
}
