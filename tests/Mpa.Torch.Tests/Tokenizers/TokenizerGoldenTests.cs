using System.Text.Json;
using Mpa.Testing;
using Mpa.Torch.Tokenizers;

namespace Mpa.Torch.Tests.Tokenizers;

public sealed class TokenizerGoldenTests
{
    [Fact]
    public void Ids_and_texts_equal_the_goldens_on_every_line()
    {
        List<string> names = [.. TokenizerGoldens.Names()];
        Assert.SkipWhen(
            names.Count == 0,
            $"no real vocabulary in {TokenizerGoldens.Folder}; MPA_GOLDENS and MPA_GOLDEN_TOKENIZERS name the folders");

        List<string> wrong = [.. names.SelectMany(WrongLines)];

        Assert.True(wrong.Count == 0, $"{wrong.Count} lines differ:\n{string.Join('\n', wrong.Take(10))}");
    }

    private static IEnumerable<string> WrongLines(string name)
    {
        ByteLevelBpeTokenizer tokenizer = ByteLevelBpeTokenizer.Load(TokenizerGoldens.TokenizerPath(name));
        List<JsonElement> rows = [.. TokenizerGoldens.Rows(name)];
        Assert.NotEmpty(rows);
        return rows.Where(row => !Holds(tokenizer, row)).Select(Describe).ToList();

        string Describe(JsonElement row)
        {
            int[] ids = tokenizer.Encode(row.GetProperty("text").GetString()!);
            return $"{name}: {row} but got [{string.Join(", ", ids)}]";
        }
    }

    private static bool Holds(ByteLevelBpeTokenizer tokenizer, JsonElement row)
    {
        int[] ids = [.. row.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];
        return tokenizer.Encode(row.GetProperty("text").GetString()!).SequenceEqual(ids)
            && tokenizer.Decode(ids, skipSpecialTokens: false) == row.GetProperty("decoded").GetString()
            && (!row.TryGetProperty("decoded_skip_special", out JsonElement skipped)
                || tokenizer.Decode(ids, skipSpecialTokens: true) == skipped.GetString());
    }
}

/// <summary>
/// The golden rows text → ids → text of real tokenizers, found below the goldens folder. The vocabularies themselves
/// are several MB and not in the repository: they are looked for in MPA_GOLDEN_TOKENIZERS, then in "tokenizers" beside
/// the goldens folder, then beside the repository.
/// </summary>
internal static class TokenizerGoldens
{
    public static string Folder { get; } = Environment.GetEnvironmentVariable("MPA_GOLDEN_TOKENIZERS")
        ?? Places.Select(Path.GetFullPath).FirstOrDefault(Directory.Exists)
        ?? "tokenizers";

    private static IEnumerable<string> Places =>
    [
        Path.Combine(Repository.Goldens, "..", "tokenizers"),
        Path.Combine(Repository.Root, "..", "shared", "tokenizers"),
    ];

    public static string TokenizerPath(string name) => Path.Combine(Folder, name, "tokenizer.json");

    /// <summary>
    /// Every golden file of a tokenizer whose tokenizer.json is there (SentencePiece models have none).
    /// </summary>
    public static IEnumerable<string> Names() => Directory.Exists(Path.Combine(Repository.Goldens, "tokenizers"))
        ? Directory.GetFiles(Path.Combine(Repository.Goldens, "tokenizers"), "*.jsonl")
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Where(name => File.Exists(TokenizerPath(name)))
            .Order(StringComparer.Ordinal)
        : [];

    public static IEnumerable<JsonElement> Rows(string name) =>
        File.ReadLines(Path.Combine(Repository.Goldens, "tokenizers", $"{name}.jsonl"))
            .Select(line => JsonElement.Parse(line));
}
