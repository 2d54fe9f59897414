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
