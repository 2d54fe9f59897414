using System.Text.Json.Nodes;

namespace Mpa.Torch.Tests.Tokenizers;

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
