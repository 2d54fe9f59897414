using System.Text.Json;
using Mpa.Testing;

namespace Mpa.Torch.Tests.Tokenizers;

/// <summary>
/// The golden rows text → ids → text of real tokenizers, found below the goldens folder. The vocabularies themselves are several MB and not
/// in the repository: they are looked for in MPA_GOLDEN_TOKENIZERS, then in "tokenizers" beside the goldens folder, then beside the repository.
/// </summary>
internal static class TokenizerGoldens
{
    public static string Folder { get; } = Environment.GetEnvironmentVariable("MPA_GOLDEN_TOKENIZERS")
        ?? new[] { Path.Combine(Repository.Goldens, "..", "tokenizers"), Path.Combine(Repository.Root, "..", "shared", "tokenizers") }
            .Select(Path.GetFullPath).FirstOrDefault(Directory.Exists)
        ?? "tokenizers";

    public static string TokenizerPath(string name) => Path.Combine(Folder, name, "tokenizer.json");

    /// <summary>Every golden file of a tokenizer whose tokenizer.json is there (SentencePiece models have none).</summary>
    public static IEnumerable<string> Names() => Directory.Exists(Path.Combine(Repository.Goldens, "tokenizers"))
        ? Directory.GetFiles(Path.Combine(Repository.Goldens, "tokenizers"), "*.jsonl")
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Where(name => File.Exists(TokenizerPath(name)))
            .Order(StringComparer.Ordinal)
        : [];

    public static IEnumerable<JsonElement> Rows(string name) =>
        File.ReadLines(Path.Combine(Repository.Goldens, "tokenizers", $"{name}.jsonl")).Select(line => JsonElement.Parse(line));
}
