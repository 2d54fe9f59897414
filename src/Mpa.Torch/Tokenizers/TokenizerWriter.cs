using System.Text.Json.Nodes;
using Mpa.Files;
using Mpa.Torch.Families.Idefics3;

namespace Mpa.Torch.Tokenizers;

/// <summary>
/// Writes a trained vocabulary as the tokenizer files of an Idefics3 model folder, in the hub's formats: "tokenizers"
/// and transformers read them, and so does <see cref="BpeTokenizer"/>.
/// </summary>
internal static class TokenizerWriter
{
    /// <summary>SmolVLM's chat template (Jinja), which <see cref="Idefics3Chat"/> follows.</summary>
    private const string ChatTemplate =
        "<|im_start|>{% for message in messages %}{{ message['role'] | capitalize }}"
        + "{% if message['content'][0]['type'] == 'image' %}{{ ':' }}{% else %}{{ ': ' }}{% endif %}"
        + "{% for part in message['content'] %}{% if part['type'] == 'text' %}{{ part['text'] }}"
        + "{% elif part['type'] == 'image' %}{{ '<image>' }}{% endif %}{% endfor %}<end_of_utterance>\n{% endfor %}"
        + "{% if add_generation_prompt %}{{ 'Assistant:' }}{% endif %}";

    /// <summary>What transformers writes for "no limit": int(1e30).</summary>
    private const string NoLimit = "1000000000000000019884624838656";

    private static readonly string[] Additional =
        [Idefics3Tokens.AroundImage, Idefics3Tokens.Image, Idefics3Tokens.EndOfUtterance];

    /// <summary>Writes tokenizer.json, tokenizer_config.json, special_tokens_map.json and chat_template.json.</summary>
    /// <param name="folder">The model folder; made if it is not there.</param>
    /// <param name="bpe">
    /// The vocabulary, trained with <see cref="Idefics3Tokens.Special"/> among its special tokens.
    /// </param>
    /// <exception cref="MpaException">The vocabulary lacks one of these special tokens.</exception>
    public static void Write(string folder, TrainedBpe bpe)
    {
        if (Idefics3Tokens.Special.Except(bpe.SpecialTokens).FirstOrDefault() is { } missing)
        {
            throw new MpaException(
                $"the vocabulary lacks the special token {missing}: train it with the special tokens of Idefics3");
        }

        Directory.CreateDirectory(folder);
        Save(folder, "tokenizer.json", TokenizerJson.Create(bpe));
        Save(folder, "tokenizer_config.json", Configuration(bpe));
        Save(folder, "special_tokens_map.json", SpecialTokensMap());
        Save(folder, "chat_template.json", new JsonObject { ["chat_template"] = ChatTemplate });
    }

    private static void Save(string folder, string name, JsonObject json) =>
        File.WriteAllText(Path.Combine(folder, name), json.ToJsonString(MpaJson.Indented) + "\n");

    private static JsonObject Configuration(TrainedBpe bpe) => new()
    {
        ["added_tokens_decoder"] = new JsonObject(bpe.SpecialTokens.Select((token, index) =>
            KeyValuePair.Create<string, JsonNode?>($"{bpe.Tokens.Count + index}", Described(token, special: true)))),
        ["additional_special_tokens"] = new JsonArray([.. Additional.Select(token => JsonValue.Create(token))]),
        ["bos_token"] = Idefics3Tokens.Start,
        ["clean_up_tokenization_spaces"] = false,
        ["eos_token"] = Idefics3Tokens.EndOfUtterance,
        ["extra_special_tokens"] = new JsonObject(),
        ["model_input_names"] = new JsonArray("input_ids", "attention_mask"),
        ["model_max_length"] = JsonNode.Parse(NoLimit),
        ["pad_token"] = Idefics3Tokens.Padding,
        ["processor_class"] = "Idefics3Processor",
        ["tokenizer_class"] = "PreTrainedTokenizerFast",
    };

    private static JsonObject SpecialTokensMap() => new()
    {
        ["additional_special_tokens"] = new JsonArray([.. Additional.Select(token => Described(token, special: null))]),
        ["bos_token"] = Idefics3Tokens.Start,
        ["eos_token"] = Idefics3Tokens.EndOfUtterance,
        ["pad_token"] = Idefics3Tokens.Padding,
    };

    private static JsonObject Described(string token, bool? special)
    {
        JsonObject described = new()
        {
            ["content"] = token,
            ["lstrip"] = false,
            ["normalized"] = false,
            ["rstrip"] = false,
            ["single_word"] = false,
        };
        if (special is { } flag)
        {
            described["special"] = flag;
        }

        return described;
    }
}

/// <summary>The tokenizer.json of a trained vocabulary, with SmolVLM's way of splitting.</summary>
internal static class TokenizerJson
{
    /// <summary>Makes the whole file.</summary>
    public static JsonObject Create(TrainedBpe bpe) => new()
    {
        ["version"] = "1.0",
        ["truncation"] = null,
        ["padding"] = null,
        ["added_tokens"] = new JsonArray(
            [.. bpe.SpecialTokens.Select((token, index) => Added(token, bpe.Tokens.Count + index))]),
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
