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

        Check([.. names.SelectMany(WrongLines)]);
    }

    [Fact]
    public void Vocabulary_and_merges_give_what_a_tokenizer_json_gives()
    {
        List<string> names = [.. TokenizerGoldens.Names().Where(TokenizerGoldens.HasMerges)];
        Assert.SkipWhen(names.Count == 0, $"no merges.txt in {TokenizerGoldens.Folder}");

        Check(
        [
            .. names.SelectMany(name => WrongLines(
                name, TokenizerGoldens.WithoutJson(name), TokenizerGoldens.Rows(name), GoldenFields.Plain)),
        ]);
    }

    [Fact]
    public void Model_folders_have_the_tokenizer_of_their_goldens()
    {
        List<TokenizerCase> cases = [.. TokenizerCase.Find()];
        Assert.SkipWhen(cases.Count == 0, $"no case of kind tokenizer below {Repository.Goldens}");

        Check(
        [
            .. cases.SelectMany(golden => WrongLines(
                golden.Folder, TokenizerFolder.Open(golden.Folder), golden.Lines, GoldenFields.Model)),
        ]);
    }

    private static void Check(List<string> wrong) =>
        Assert.True(wrong.Count == 0, $"{wrong.Count} lines differ:\n{string.Join('\n', wrong.Take(10))}");

    private static IEnumerable<string> WrongLines(string name)
    {
        List<JsonElement> rows = [.. TokenizerGoldens.Rows(name)];
        return GoldenFields.All
            .Where(fields => rows[0].TryGetProperty(fields.Ids, out _))
            .SelectMany(fields => WrongLines(name, TokenizerGoldens.Open(name, fields), rows, fields));
    }

    private static IEnumerable<string> WrongLines(
        string name, ITokenizer tokenizer, IEnumerable<JsonElement> rows, GoldenFields fields)
    {
        List<JsonElement> all = [.. rows];
        Assert.NotEmpty(all);
        return all.Where(row => !Holds(tokenizer, row, fields)).Select(Describe).ToList();

        string Describe(JsonElement row)
        {
            int[] ids = tokenizer.Encode(row.GetProperty("text").GetString()!);
            string text = tokenizer.Decode(Ids(row, fields), fields.SkipsSpecial);
            return $"{name}, {fields.Ids}: {row} but got [{string.Join(", ", ids)}] and \"{text}\"";
        }
    }

    private static bool Holds(ITokenizer tokenizer, JsonElement row, GoldenFields fields)
    {
        int[] ids = Ids(row, fields);
        return tokenizer.Encode(row.GetProperty("text").GetString()!).SequenceEqual(ids)
            && tokenizer.Decode(ids, fields.SkipsSpecial) == row.GetProperty(fields.Decoded).GetString()
            && (!row.TryGetProperty("decoded_skip_special", out JsonElement skipped)
                || tokenizer.Decode(ids, skipSpecialTokens: true) == skipped.GetString());
    }

    private static int[] Ids(JsonElement row, GoldenFields fields) =>
        [.. row.GetProperty(fields.Ids).EnumerateArray().Select(id => id.GetInt32())];
}

/// <summary>Where a row has the ids and texts of one tokenizer.</summary>
/// <param name="Ids">Name of the ids.</param>
/// <param name="Decoded">Name of the decoded text.</param>
/// <param name="SkipsSpecial">The text is without special tokens.</param>
/// <param name="Config">tokenizer_config.json of the tokenizer; null for the vocabulary alone.</param>
internal sealed record GoldenFields(string Ids, string Decoded, bool SkipsSpecial = false, string? Config = null)
{
    public static GoldenFields Plain { get; } = new("ids", "decoded");

    public static GoldenFields Model { get; } = new("input_ids", "decoded");

    public static IReadOnlyList<GoldenFields> All { get; } =
    [
        Plain,
        new("sp_ids", "sp_decoded"),
        new("llama_legacy_ids", "llama_legacy_decoded", SkipsSpecial: true, Llama("true")),
        new("llama_ids", "llama_decoded", SkipsSpecial: true, Llama("false")),
    ];

    private static string Llama(string legacy) =>
        $$"""
        {
          "tokenizer_class": "LlamaTokenizer", "legacy": {{legacy}}, "add_bos_token": true,
          "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>",
          "added_tokens_decoder": {
            "0": { "content": "<unk>", "special": true },
            "1": { "content": "<s>", "special": true },
            "2": { "content": "</s>", "special": true }
          }
        }
        """;
}

/// <summary>The rows of a model folder's own tokenizer.</summary>
internal sealed record TokenizerCase(string Folder, IReadOnlyList<JsonElement> Lines)
{
    public static IEnumerable<TokenizerCase> Find() =>
        new[] { Path.Combine(Repository.OwnGoldens, "chats"), Path.Combine(Repository.Goldens, "models") }
            .SelectMany(Files)
            .SelectMany(Read);

    private static IEnumerable<TokenizerCase> Read(string cases)
    {
        string folder = Path.GetDirectoryName(cases)!;
        JsonElement root = JsonElement.Parse(File.ReadAllText(cases));
        JsonElement list = root.ValueKind == JsonValueKind.Array ? root : root.GetProperty("cases");
        return list.EnumerateArray()
            .Where(golden => golden.GetProperty("kind").GetString() == "tokenizer")
            .Select(golden => Path.Combine(folder, golden.GetProperty("rows").GetString()!))
            .Select(rows => new TokenizerCase(Path.Combine(folder, "model"), Rows(rows)));
    }

    private static string[] Files(string folder) => Directory.Exists(folder)
        ? [.. Directory.GetFiles(folder, "cases.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)]
        : [];

    private static JsonElement[] Rows(string file) =>
        [.. JsonElement.Parse(File.ReadAllText(file)).EnumerateArray()];
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

    public static string TokenizerPath(string name) => Path.Combine(Find(name) ?? name, "tokenizer.json");

    /// <summary>Every golden file of a tokenizer that is there.</summary>
    public static IEnumerable<string> Names() => Directory.Exists(Path.Combine(Repository.Goldens, "tokenizers"))
        ? Directory.GetFiles(Path.Combine(Repository.Goldens, "tokenizers"), "*.jsonl")
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Where(name => Find(name) is not null)
            .Order(StringComparer.Ordinal)
        : [];

    public static bool HasMerges(string name) => File.Exists(Path.Combine(Find(name)!, "merges.txt"))
        && name == "gpt2"; // the splitting of the others stands in their tokenizer.json alone

    public static ITokenizer Open(string name, GoldenFields fields)
    {
        if (fields.Config is null)
        {
            return TokenizerFolder.Open(Find(name)!);
        }

        using TemporaryFolder folder = new();
        File.Copy(Path.Combine(Find(name)!, "tokenizer.model"), folder.At("tokenizer.model"));
        File.WriteAllText(folder.At("tokenizer_config.json"), fields.Config);
        return TokenizerFolder.Open(folder.Root);
    }

    public static ITokenizer WithoutJson(string name)
    {
        using TemporaryFolder folder = new();
        foreach (string file in new[] { "vocab.json", "merges.txt" })
        {
            File.Copy(Path.Combine(Find(name)!, file), folder.At(file));
        }

        return TokenizerFolder.Open(folder.Root);
    }

    public static IEnumerable<JsonElement> Rows(string name) =>
        File.ReadLines(Path.Combine(Repository.Goldens, "tokenizers", $"{name}.jsonl"))
            .Select(line => JsonElement.Parse(line));

    /// <summary>The folder of a vocabulary, whose name may say more than that of its rows.</summary>
    private static string? Find(string name) => Directory.Exists(Folder)
        ? Directory.GetDirectories(Folder)
            .Where(folder => Path.GetFileName(folder).StartsWith(name, StringComparison.Ordinal))
            .Where(folder => TokenizerFolder.Missing(folder) is null)
            .Order(StringComparer.Ordinal)
            .FirstOrDefault()
        : null;
}
