using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Mpa.Torch.Tokenizers;

namespace Mpa.Torch.Checkpoints;

/// <summary>Identifies a model by the contents of every file that its answers depend on.</summary>
internal static class ModelFingerprint
{
    private static readonly string[] SmallFiles =
    [
        "config.json",
        "generation_config.json",
        "preprocessor_config.json",
        "processor_config.json",
    ];

    /// <summary>
    /// SHA-256, in hexadecimal, over name and SHA-256 of each file, and over the options. New weights are read in
    /// full (1 to 2 GB a second); those of large files are known again (<see cref="WeightHashes"/>).
    /// </summary>
    /// <param name="folder">A hub-layout folder; the files' place does not count, their names and contents do.</param>
    /// <param name="weightFiles">Full paths of the safetensors files.</param>
    /// <param name="options">What of them changes answers: number type and bounds of images.</param>
    public static string Of(string folder, IEnumerable<string> weightFiles, TorchModelOptions options)
    {
        StringBuilder text = new($"{options.Weights}\n");
        if ((options.MinPixels, options.MaxPixels) is not (null, null))
        {
            text.Append(CultureInfo.InvariantCulture, $"pixels {options.MinPixels} {options.MaxPixels}\n");
        }

        WeightHashes hashes = new(options.HashFolder, options.Clock);
        IEnumerable<string> small = SmallFiles.Concat(TokenizerFolder.Files(folder))
            .Select(name => Path.Combine(folder, name))
            .Where(File.Exists);
        foreach (string file in small.Concat(weightFiles).OrderBy(Path.GetFileName, StringComparer.Ordinal))
        {
            text.Append($"{Path.GetFileName(file)} {hashes.Of(file)}\n");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}

/// <summary>
/// SHA-256 of weight files. Those of large files are kept, so that 16 GB are read once and not for every plan. A kept
/// one counts while the file's length, time of writing and a sample of its contents are the same; the sample tells
/// another checkpoint of the same shapes that was put in place with its old time.
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
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

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
        if (clock.GetUtcNow() - file.LastWriteTimeUtc > Fresh && Mark(path) == mark)
        {
            Keep(kept, $"{mark} {hash}\n");
        }

        return hash;
    }

    private static string Hash(string path)
    {
        using FileStream stream =
            new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan);
        return Convert.ToHexString(SHA256.HashData(stream));
    }

    private static string KeyOf(string fullPath) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(fullPath)));

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

        long written = File.GetLastWriteTimeUtc(path).Ticks;
        string contents = Convert.ToHexString(sample.GetHashAndReset());
        return string.Create(CultureInfo.InvariantCulture, $"{Form} {stream.Length} {written} {contents}");
    }

    private static string? Kept(string kept, string mark)
    {
        try
        {
            string text = File.Exists(kept) ? File.ReadAllText(kept) : "";
            string hash = text.StartsWith(mark + " ", StringComparison.Ordinal)
                ? text[(mark.Length + 1)..].TrimEnd()
                : "";
            return hash.Length == SHA256.HashSizeInBytes * 2 && hash.All(char.IsAsciiHexDigitUpper) ? hash : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null; // what can't be read is reckoned anew
        }
    }

    /// <summary>
    /// Whole or not at all. Where it can't be kept, the next plan reads the file again: slow, not wrong.
    /// </summary>
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
