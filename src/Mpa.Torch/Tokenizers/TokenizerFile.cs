using System.Text.Json;

namespace Mpa.Torch.Tokenizers;

/// <summary>
/// A tokenizer.json read into its parts. The format is that of the "tokenizers" library, the code of which is its only
/// description (github.com/huggingface/tokenizers).
/// </summary>
internal sealed record TokenizerFile(
    IReadOnlyDictionary<string, int> Vocabulary,
    BpeModel Model,
    PreTokenizer PreTokenizer,
    IReadOnlyList<AddedToken> AddedTokens,
    bool ComposesCharacters,
    IReadOnlyList<int> Prefix,
    IReadOnlyList<int> Suffix)
{
    /// <summary>Reads the file.</summary>
    /// <exception cref="MpaException">The file is missing, is no JSON, lacks a part, or is no byte-level BPE.</exception>
    public static TokenizerFile Read(string path)
    {
        using JsonDocument document = Parse(path);
        TokenizerNode root = new(path, "", document.RootElement);
        root.Expect(JsonValueKind.Object, "an object");
        TokenizerNode model = root.Required("model");
        Dictionary<string, int> vocabulary = BpeModelReader.ReadVocabulary(model);
        (IReadOnlyList<int> prefix, IReadOnlyList<int> suffix) = PostProcessorReader.Read(root["post_processor"]);
        return new TokenizerFile(
            vocabulary,
            BpeModelReader.Read(model, vocabulary),
            PreTokenizerReader.Read(root),
            [.. root["added_tokens"].IsNull ? [] : root["added_tokens"].Items().Select(node => ReadAddedToken(node, vocabulary))],
            ReadNormalizer(root["normalizer"]),
            prefix,
            suffix);
    }

    /// <summary>Parses a JSON file of a model folder.</summary>
    /// <exception cref="MpaException">It can't be read or is no JSON.</exception>
    public static JsonDocument Parse(string path)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllBytes(path));
        }
        catch (JsonException e)
        {
            throw new MpaException($"{path} is not JSON: {e.Message} Download the file again.", e);
        }
        catch (IOException e)
        {
            throw new MpaException($"{path} can't be read: {e.Message} Check the model folder.", e);
        }
    }

    private static bool ReadNormalizer(TokenizerNode node) => !node.IsNull && node.Type switch
    {
        "NFC" => true,
        "Sequence" => node.Required("normalizers").Items().Select(ReadNormalizer).ToList().Contains(true),
        _ => throw node.Unsupported($"of type {node.Type}"),
    };

    /// <summary>The id of a token that the vocabulary has too is the vocabulary's, as in the "tokenizers" library.</summary>
    private static AddedToken ReadAddedToken(TokenizerNode node, Dictionary<string, int> vocabulary) => new(
        vocabulary.TryGetValue(node.Required("content").AsText(), out int id) ? id : node.Required("id").AsId(),
        node.Required("content").AsText(),
        node["special"].AsFlag(),
        node["lstrip"].AsFlag(),
        node["rstrip"].AsFlag(),
        node["single_word"].AsFlag(),
        node["normalized"].AsFlag());
}
