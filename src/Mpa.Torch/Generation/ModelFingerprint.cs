using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Mpa.Torch.Checkpoints;

namespace Mpa.Torch.Generation;

/// <summary>Identifies a model by the contents of every file that its answers depend on.</summary>
internal static class ModelFingerprint
{
    private static readonly string[] SmallFiles =
        ["config.json", "generation_config.json", "preprocessor_config.json", "processor_config.json", "tokenizer.json"];

    /// <summary>
    /// SHA-256, in hexadecimal, over name and SHA-256 of each file, and over the options. New weights are read in full (1 to
    /// 2 GB a second); those of large files are known again (<see cref="WeightHashes"/>).
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
        IEnumerable<string> small = SmallFiles.Select(name => Path.Combine(folder, name)).Where(File.Exists);
        foreach (string file in small.Concat(weightFiles).OrderBy(Path.GetFileName, StringComparer.Ordinal))
        {
            text.Append($"{Path.GetFileName(file)} {hashes.Of(file)}\n");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
