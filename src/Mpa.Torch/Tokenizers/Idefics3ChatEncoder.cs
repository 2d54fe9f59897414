using System.Text.Json;
using Mpa.Chats;

namespace Mpa.Torch.Tokenizers;

/// <summary>Turns chats into the ids and labels of an Idefics3 or SmolVLM model.</summary>
public sealed class Idefics3ChatEncoder : IChatEncoder
{
    /// <summary>Idefics3Processor's own default, for folders that don't say.</summary>
    private const int DefaultImageTokens = 169;

    private readonly Idefics3Prompt _prompt;

    /// <summary>Joins a tokenizer with the number of image tokens per tile.</summary>
    /// <exception cref="MpaException">The tokenizer lacks a mark that every Idefics3 prompt needs.</exception>
    public Idefics3ChatEncoder(ByteLevelBpeTokenizer tokenizer, int imageTokens)
    {
        Tokenizer = tokenizer;
        ImageTokens = imageTokens;
        _prompt = new Idefics3Prompt(imageTokens);
        ImageId = Require(Idefics3Tokens.Image);
        EndOfUtteranceId = Require(Idefics3Tokens.EndOfUtterance);
        _ = Require(Idefics3Tokens.AroundImage);
    }

    /// <summary>The tokenizer.</summary>
    public ByteLevelBpeTokenizer Tokenizer { get; }

    /// <summary>Image tokens per tile.</summary>
    public int ImageTokens { get; }

    /// <summary>The id at whose places the model puts image features.</summary>
    public int ImageId { get; }

    /// <summary>The id that ends an answer.</summary>
    public int EndOfUtteranceId { get; }

    /// <summary>Reads tokenizer.json and processor_config.json of a model folder.</summary>
    /// <exception cref="MpaException">A file is damaged or lacks a part; the message says which.</exception>
    public static Idefics3ChatEncoder Load(string modelFolder) =>
        new(ByteLevelBpeTokenizer.Load(Path.Combine(modelFolder, "tokenizer.json")), ReadImageTokens(modelFolder));

    /// <summary>
    /// Encodes a chat. Labels cover each answer, the space before it and its end mark, of every assistant turn; the newline after
    /// has none.
    /// </summary>
    /// <param name="turns">The chat.</param>
    /// <param name="grids">How each image was cut, in the order of the chat.</param>
    /// <param name="generationPrompt">Ends with "Assistant:", for the model to go on.</param>
    /// <exception cref="MpaException">Images and grids differ in number, a turn is empty, or a text holds the image mark.</exception>
    public EncodedChat Encode(IReadOnlyList<ChatTurn> turns, IReadOnlyList<ImageGrid> grids, bool generationPrompt)
    {
        List<int> ids = [];
        List<int> labels = [];
        foreach (PromptSection section in _prompt.Sections(turns, grids, generationPrompt))
        {
            int[] encoded = Tokenizer.Encode(section.Text, addTemplate: false);
            ids.AddRange(encoded);
            labels.AddRange(section.IsAnswer ? encoded : Enumerable.Repeat(EncodedChat.NoLabel, encoded.Length));
        }

        return new EncodedChat([.. ids], [.. labels]);
    }

    private static int ReadImageTokens(string modelFolder)
    {
        string path = Path.Combine(modelFolder, "processor_config.json");
        if (!File.Exists(path))
        {
            return DefaultImageTokens;
        }

        using JsonDocument document = TokenizerFile.Parse(path);
        TokenizerNode node = new TokenizerNode(path, "", document.RootElement)["image_seq_len"];
        return node.IsNull ? DefaultImageTokens : node.AsId();
    }

    private int Require(string token) => Tokenizer.TokenId(token)
        ?? throw new MpaException($"the tokenizer has no token {token}: it is not one of an Idefics3 or SmolVLM model");
}
