using System.Text.Json.Nodes;
using Mpa.Testing;
using Mpa.Torch.Families.Idefics3;
using Mpa.Torch.Tokenizers;

namespace Mpa.Torch.Tests.Tokenizers;

/// <summary>
/// A vocabulary trained in the test on a few lines: all 256 bytes, some merges and the marks of Idefics3.
/// </summary>
internal static class SmallTokenizer
{
    public static IReadOnlyList<string> Lines { get; } =
    [
        .. Enumerable.Range(0, 40).SelectMany(i => new[]
        {
            $"What is the value of the {(i % 2 == 0 ? "black" : "orange")} bar?",
            $"How many bars are higher than {i}? Größe {i} µm, 東京.",
            "Answer with a single word or phrase.",
        }),
    ];

    public static TrainedBpe Bpe { get; } = BpeTrainer.Train(Lines, 330, Idefics3Tokens.Special);

    public static ITokenizer Instance { get; } = WriteAndLoad(Bpe);

    public static ITokenizer WriteAndLoad(TrainedBpe bpe)
    {
        using TemporaryFolder folder = new();
        TokenizerWriter.Write(folder.Root, bpe);
        return BpeTokenizer.Load(folder.At("tokenizer.json"));
    }
}

/// <summary>A tokenizer.json of six tokens, one merge and one added token, changed by a test.</summary>
internal static class TinyTokenizerFile
{
    private const string Json = """
        {
          "added_tokens": [{ "id": 100, "content": "<w>", "special": true }],
          "normalizer": null,
          "pre_tokenizer": { "type": "ByteLevel", "add_prefix_space": false, "use_regex": true },
          "post_processor": null,
          "decoder": { "type": "ByteLevel" },
          "model": {
            "type": "BPE",
            "vocab": { "a": 0, "b": 1, "c": 2, "Ġ": 3, "ab": 4, "abc": 5 },
            "merges": ["a b"]
          }
        }
        """;

    public static string Write(string folder, Action<JsonObject> change)
    {
        JsonObject json = JsonNode.Parse(Json)!.AsObject();
        change(json);
        string path = Path.Combine(folder, "tokenizer.json");
        File.WriteAllText(path, json.ToJsonString());
        return path;
    }
}
