using System.Security.Cryptography;
using System.Text;
using Mpa.Runs;

namespace Mpa.Models;

/// <summary>Identifies a checkpoint folder by what is in its files.</summary>
public static class ModelFingerprint
{
    // Weights, configuration, tokenizer and chat template; a README or a licence beside them changes no answer.
    private static readonly HashSet<string> Extensions = [".safetensors", ".json", ".jinja", ".model", ".txt"];

    /// <summary>Hash of the names and bytes of the folder's own files (not of folders in it) that answers depend on; lower-case hex.</summary>
    /// <param name="folder">Full path.</param>
    /// <exception cref="MpaException">There is no such folder, or no weights in it.</exception>
    public static string Of(string folder)
    {
        string[] files = Directory.Exists(folder)
            ? [.. Directory.GetFiles(folder).Where(file => Extensions.Contains(Path.GetExtension(file))).Order(StringComparer.Ordinal)]
            : throw new MpaException($"{folder}: there is no such model folder");
        if (!files.Any(file => file.EndsWith(".safetensors", StringComparison.Ordinal)))
        {
            throw new MpaException($"{folder}: there are no weights (*.safetensors) in this model folder; download it again");
        }

        string lines = string.Concat(files.Select(file => $"{Path.GetFileName(file)} {FileDigest.Of(file)}\n"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines)));
    }
}
