using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Mpa.Torch.Checkpoints;

/// <summary>
/// SHA-256 of weight files. Those of large files are kept, so that 16 GB are read once and not for every plan. A kept one counts while the file's
/// length, time of writing and a sample of its contents are the same; the sample tells another checkpoint of the same shapes that was put in
/// place with its old time.
/// </summary>
/// <param name="folder">Where they are kept, made when needed; null keeps none.</param>
/// <param name="clock">Tells whether a file is old enough.</param>
/// <param name="smallest">Bytes of a file from which on its hash is kept.</param>
internal sealed class WeightHashes(string? folder, TimeProvider clock, long smallest = 64L << 20)
{
    private const string Form = "mpa-hash-1";
    private const int Blocks = 64;
    private const int BlockBytes = 4096;

    // A file written this short a time ago may be written again within one tick of the file system's clock.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(2);

    /// <summary>In upper-case hexadecimal.</summary>
    /// <exception cref="IOException">The file can't be read.</exception>
    public string Of(string path)
    {
        FileInfo file = new(path);
        if (folder is null || file.Length < smallest)
        {
            return Hash(path);
        }

        string mark = Mark(path), kept = Path.Combine(folder, KeyOf(file.FullName));
        if (Kept(kept, mark) is { } known)
        {
            return known;
        }

        string hash = Hash(path);
        if (clock.GetUtcNow() - file.LastWriteTimeUtc > Settled && Mark(path) == mark)
        {
            Keep(kept, $"{mark} {hash}\n");
        }

        return hash;
    }

    private static string Hash(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan);
        return Convert.ToHexString(SHA256.HashData(stream));
    }

    private static string KeyOf(string fullPath) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(fullPath)));

    /// <summary>What must be the same for a kept hash to count.</summary>
    private static string Mark(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        using IncrementalHash sample = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] block = new byte[BlockBytes];
        long last = Math.Max(0, stream.Length - BlockBytes);
        for (int i = 0; i < Blocks; i++)
        {
            int read = RandomAccess.Read(stream.SafeFileHandle, block, last / (Blocks - 1) * i);
            sample.AppendData(block, 0, read);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{Form} {stream.Length} {File.GetLastWriteTimeUtc(path).Ticks} {Convert.ToHexString(sample.GetHashAndReset())}");
    }

    private static string? Kept(string kept, string mark)
    {
        try
        {
            string text = File.Exists(kept) ? File.ReadAllText(kept) : "";
            string hash = text.StartsWith(mark + " ", StringComparison.Ordinal) ? text[(mark.Length + 1)..].TrimEnd() : "";
            return hash.Length == SHA256.HashSizeInBytes * 2 && hash.All(char.IsAsciiHexDigitUpper) ? hash : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null; // what can't be read is reckoned anew
        }
    }

    /// <summary>Whole or not at all. Where it can't be kept, the next plan reads the file again: slow, not wrong.</summary>
    private static void Keep(string kept, string text)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(kept)!);
            string partial = $"{kept}.{Environment.ProcessId}.partial";
            File.WriteAllText(partial, text);
            File.Move(partial, kept, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
        }
    }
}
