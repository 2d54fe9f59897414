using System.Text.Json;
using Mpa.Torch.Checkpoints;

namespace Mpa.Torch.Tokenizers;

/// <summary>
/// A tokenizer.json read into its parts. The format is that of the "tokenizers" library, the code of which is its only
/// description (github.com/huggingface/tokenizers).
/// </summary>
/// <param name="Path">The file, for messages.</param>
/// <param name="Vocabulary">Token to id, added tokens left out.</param>
/// <param name="Model">Turns a word into ids.</param>
/// <param name="PreTokenizer">Cuts text into words.</param>
/// <param name="AddedTokens">Recognized inside text before any cutting.</param>
/// <param name="Normalizer">What is done to a text first.</param>
/// <param name="Decoder">Makes a text of tokens; null where tokens spell bytes.</param>
/// <param name="Prefix">Stands before a text.</param>
/// <param name="Suffix">Stands after a text.</param>
internal sealed record TokenizerFile(
    string Path,
    IReadOnlyDictionary<string, int> Vocabulary,
    BpeModel Model,
    PreTokenizer PreTokenizer,
    IReadOnlyList<AddedToken> AddedTokens,
    TextNormalizer Normalizer,
    TokenDecoder? Decoder,
    IReadOnlyList<int> Prefix,
    IReadOnlyList<int> Suffix)
{
    /// <summary>Added tokens that stand between spaces in decoded text.</summary>
    public TokensApart Apart { get; init; } = TokensApart.None;

    /// <summary>Reads the file.</summary>
    /// <exception cref="MpaException">
    /// The file is missing, is no JSON, lacks a part, or is no BPE of one of the two kinds.
    /// </exception>
    public static TokenizerFile Read(string path)
    {
        using JsonDocument document = Parse(path);
        TokenizerNode root = new(path, "", document.RootElement);
        root.Expect(JsonValueKind.Object, "an object");
        TokenizerNode model = root.Required("model");
        Dictionary<string, int> vocabulary = BpeModelReader.ReadVocabulary(model);
        (IReadOnlyList<int> prefix, IReadOnlyList<int> suffix) = PostProcessorReader.Read(root["post_processor"]);
        bool overCharacters = model["byte_fallback"].AsFlag();
        return new TokenizerFile(
            Path: path,
            Vocabulary: vocabulary,
            Model: BpeModelReader.Read(model, vocabulary),
            PreTokenizer: PreTokenizerReader.Read(root, overCharacters),
            AddedTokens: ReadAddedTokens(root["added_tokens"], vocabulary),
            Normalizer: TextNormalizer.Read(root["normalizer"]),
            Decoder: overCharacters ? TokenDecoder.Read(root) : null,
            Prefix: prefix,
            Suffix: suffix);
    }

    /// <summary>The same file, in which some added tokens are special whatever it says.</summary>
    public TokenizerFile Marking(IReadOnlyList<string> marks) => this with
    {
        AddedTokens =
        [
            .. AddedTokens.Select(token => token with { Special = token.Special || marks.Contains(token.Content) }),
        ],
    };

    /// <summary>Parses a JSON file of a model folder.</summary>
    /// <exception cref="MpaException">It can't be read or is no JSON.</exception>
    public static JsonDocument Parse(string path)
    {
        try
        {
            return JsonFile.Parse(path);
        }
        catch (JsonException e)
        {
            throw new MpaException($"{path} is not JSON: {e.Message} Download the file again.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MpaException($"{path} can't be read: {e.Message} Check the model folder.", e);
        }
    }

    private static IReadOnlyList<AddedToken> ReadAddedTokens(TokenizerNode node, Dictionary<string, int> vocabulary) =>
        node.IsNull ? [] : [.. node.Items().Select(token => ReadAddedToken(token, vocabulary))];

    /// <summary>
    /// The id of a token that the vocabulary has too is the vocabulary's, as in the "tokenizers" library.
    /// </summary>
    private static AddedToken ReadAddedToken(TokenizerNode node, Dictionary<string, int> vocabulary)
    {
        string content = node.Required("content").AsText();
        return Describe(node, vocabulary.TryGetValue(content, out int id) ? id : node.Required("id").AsId());
    }

    /// <summary>An added token with its flags, as tokenizer.json and tokenizer_config.json describe it.</summary>
    public static AddedToken Describe(TokenizerNode node, int id) => new(
        Id: id,
        Content: node.Required("content").AsText(),
        Special: node["special"].AsFlag(),
        LeftStrip: node["lstrip"].AsFlag(),
        RightStrip: node["rstrip"].AsFlag(),
        SingleWord: node["single_word"].AsFlag(),
        Normalized: node["normalized"].AsFlag());
}

/// <summary>A place in a tokenizer.json that knows its file and path, so that every error can name both.</summary>
/// <param name="File">The file's path.</param>
/// <param name="Path">The place, such as "model.vocab".</param>
/// <param name="Value">What stands there.</param>
internal readonly record struct TokenizerNode(string File, string Path, JsonElement Value)
{
    /// <summary>
    /// Ids are below this: the largest vocabularies have a quarter of a million, and a table of all ids is kept.
    /// </summary>
    public const int Ids = 1 << 22;

    /// <summary>Whether nothing or null stands here.</summary>
    public bool IsNull => Value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined;

    /// <summary>The "type" of this part.</summary>
    public string Type => Required("type").AsText();

    /// <summary>A property; undefined if it is missing.</summary>
    public TokenizerNode this[string name] => new(
        File,
        Path.Length == 0 ? name : $"{Path}.{name}",
        Value.ValueKind == JsonValueKind.Object && Value.TryGetProperty(name, out JsonElement value) ? value : default);

    /// <summary>A property that must be there.</summary>
    /// <exception cref="MpaException">It is missing or null.</exception>
    public TokenizerNode Required(string name) => this[name] is { IsNull: false } node
        ? node
        : throw new MpaException(
            $"{File}: \"{this[name].Path}\" is missing. Take the file of the model's publisher.");

    /// <summary>The items of an array.</summary>
    public IEnumerable<TokenizerNode> Items()
    {
        Expect(JsonValueKind.Array, "a list");
        (string file, string path) = (File, Path);
        return Value.EnumerateArray().Select((item, index) => new TokenizerNode(file, $"{path}[{index}]", item));
    }

    /// <summary>The value as text.</summary>
    public string AsText()
    {
        Expect(JsonValueKind.String, "a text");
        return Value.GetString()!;
    }

    /// <summary>The value as a whole number from 0 to less than <see cref="Ids"/>.</summary>
    public int AsId()
    {
        if (Value.ValueKind != JsonValueKind.Number || !Value.TryGetInt32(out int id) || id < 0)
        {
            throw Bad("a token id");
        }

        return id < Ids
            ? id
            : throw new MpaException($"{File}: \"{Path}\" is {id}; expected a token id from 0 to {Ids - 1:N0}.");
    }

    /// <summary>The value as true or false; false if it is missing.</summary>
    public bool AsFlag() => Value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False or JsonValueKind.Null or JsonValueKind.Undefined => false,
        _ => throw Bad("true or false"),
    };

    /// <summary>The error of a value that is understood but not supported.</summary>
    public MpaException Unsupported(string what) => new(
        $"{File}: \"{Path}\" is {what}, which is not supported. "
        + "BPE over bytes is, as GPT-2, SmolLM2 and Qwen2 have it, and BPE with byte_fallback, as Llama has it.");

    /// <summary>The error of a value of the wrong kind.</summary>
    public MpaException Bad(string expected) => new($"{File}: \"{Path}\" should be {expected}, not {Value.ValueKind}.");

    /// <summary>Fails unless the value is of a kind.</summary>
    public void Expect(JsonValueKind kind, string expected)
    {
        if (Value.ValueKind != kind)
        {
            throw Bad(expected);
        }
    }
}
