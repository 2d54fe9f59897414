using System.Text.Json.Nodes;

namespace Mpa.Torch.Tokenizers;

/// <summary>The tokenizer.json of a trained vocabulary, with SmolVLM's way of splitting.</summary>
internal static class TokenizerJson
{
    /// <summary>Makes the whole file.</summary>
    public static JsonObject Create(TrainedBpe bpe) => new()
    {
        ["version"] = "1.0",
        ["truncation"] = null,
        ["padding"] = null,
        ["added_tokens"] = new JsonArray([.. bpe.SpecialTokens.Select((token, index) => Added(token, bpe.Tokens.Count + index))]),
        ["normalizer"] = null,
        ["pre_tokenizer"] = new JsonObject
        {
            ["type"] = "Sequence",
            ["pretokenizers"] = new JsonArray(
                new JsonObject { ["type"] = "Digits", ["individual_digits"] = true },
                ByteLevel(addPrefixSpace: false)),
        },
        ["post_processor"] = null,
        ["decoder"] = ByteLevel(addPrefixSpace: true),
        ["model"] = Model(bpe),
    };

    private static JsonObject Added(string token, int id) => new()
    {
        ["id"] = id,
        ["content"] = token,
        ["single_word"] = false,
        ["lstrip"] = false,
        ["rstrip"] = false,
        ["normalized"] = false,
        ["special"] = true,
    };

    private static JsonObject ByteLevel(bool addPrefixSpace) => new()
    {
        ["type"] = "ByteLevel",
        ["add_prefix_space"] = addPrefixSpace,
        ["trim_offsets"] = true,
        ["use_regex"] = true,
    };

    private static JsonObject Model(TrainedBpe bpe) => new()
    {
        ["type"] = "BPE",
        ["dropout"] = null,
        ["unk_token"] = null,
        ["continuing_subword_prefix"] = null,
        ["end_of_word_suffix"] = null,
        ["fuse_unk"] = false,
        ["byte_fallback"] = false,
        ["ignore_merges"] = false,
        ["vocab"] = new JsonObject(bpe.Tokens.Select((token, id) => KeyValuePair.Create<string, JsonNode?>(token, id))),
        ["merges"] = new JsonArray([.. bpe.Merges.Select(merge => new JsonArray(merge.Left, merge.Right))]),
    };
}
