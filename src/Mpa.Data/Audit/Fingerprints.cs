using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Mpa.Data.Audit;

/// <summary>A set of texts that holds 16 bytes of each, so that millions of rows can be counted.</summary>
internal sealed class Fingerprints
{
    private readonly HashSet<UInt128> _seen = [];

    public int Count => _seen.Count;

    /// <summary>False when the text was there already.</summary>
    public bool Add(string text) => _seen.Add(BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
}
