using System.Text;
using System.Text.Json;
using Mpa.Chats;

namespace Mpa.Torch.Tokenizers;

/// <summary>Turns chats into the ids and labels of an Idefics3 or SmolVLM model.</summary>
internal sealed class Idefics3ChatEncoder : IChatEncoder
{
    /// <summary>Idefics3Processor's own default, for folders that don't say.</summary>
    private const int DefaultImageTokens = 169;

    private readonly Idefics3Prompt _prompt;
    private readonly bool _marksInText;

    /// <summary>Joins a tokenizer with the number of image tokens per tile.</summary>
    /// <param name="tokenizer">Of the family.</param>
    /// <param name="imageTokens">image_seq_len.</param>
    /// <param name="marksInText">Marks count in the turns' texts too, as in the official processors.</param>
    /// <exception cref="MpaException">The tokenizer lacks a mark that every Idefics3 prompt needs.</exception>
    public Idefics3ChatEncoder(ITokenizer tokenizer, int imageTokens, bool marksInText = false)
    {
        Tokenizer = tokenizer;
        ImageTokens = imageTokens;
        _marksInText = marksInText;
        _prompt = new Idefics3Prompt(imageTokens, marksInText);
        ImageId = Require(Idefics3Tokens.Image);
        EndOfUtteranceId = Require(Idefics3Tokens.EndOfUtterance);
        _ = Require(Idefics3Tokens.AroundImage);
    }

    /// <summary>The tokenizer.</summary>
    public ITokenizer Tokenizer { get; }

    /// <summary>Image tokens per tile.</summary>
    public int ImageTokens { get; }

    /// <summary>The id at whose places the model puts image features.</summary>
    public int ImageId { get; }

    /// <summary>The id that ends an answer.</summary>
    public int EndOfUtteranceId { get; }

    /// <summary>Reads tokenizer.json and processor_config.json of a model folder.</summary>
    /// <exception cref="MpaException">A file is damaged or lacks a part; the message says which.</exception>
    public static Idefics3ChatEncoder Load(string modelFolder, bool marksInText = false) => new(
        BpeTokenizer.Load(Path.Combine(modelFolder, "tokenizer.json")),
        ReadImageTokens(modelFolder),
        marksInText);

    /// <summary>
    /// Encodes a chat. Labels cover each answer, the space before it and its end mark, of every assistant turn; the
    /// newline after has none.
    /// </summary>
    /// <param name="turns">The chat.</param>
    /// <param name="grids">How each image was cut, in the order of the chat.</param>
    /// <param name="generationPrompt">Ends with "Assistant:", for the model to go on.</param>
    /// <exception cref="MpaException">
    /// Images and grids differ in number, a turn is empty, or a text holds the image mark and marks count.
    /// </exception>
    public EncodedChat Encode(IReadOnlyList<ChatTurn> turns, IReadOnlyList<ImageGrid> grids, bool generationPrompt)
    {
        List<int> ids = [];
        List<int> labels = [];
        foreach (PromptSection section in _prompt.Sections(turns, grids, generationPrompt))
        {
            int[] encoded = section.Encode(Tokenizer, _marksInText);
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

/// <summary>
/// Writes the prompt of Idefics3 and SmolVLM (the hub's chat template, then Idefics3Processor's expansion of each
/// image).
/// </summary>
/// <param name="imageTokens">Image tokens per tile: image_seq_len of processor_config.json.</param>
/// <param name="marksInText">Marks count in the turns' texts too.</param>
internal sealed class Idefics3Prompt(int imageTokens, bool marksInText = false)
{
    private readonly string _tile = string.Concat(Enumerable.Repeat(Idefics3Tokens.Image, imageTokens));

    /// <summary>The expanded prompt, cut where tokenizing the parts equals tokenizing the whole.</summary>
    /// <param name="turns">The chat.</param>
    /// <param name="grids">How each image was cut, in the order of the chat.</param>
    /// <param name="generationPrompt">Ends with "Assistant:", for the model to go on.</param>
    /// <exception cref="MpaException">
    /// The chat has another number of images than there are grids, a turn has no part, or a text holds the image mark
    /// and marks count.
    /// </exception>
    public IReadOnlyList<PromptSection> Sections(
        IReadOnlyList<ChatTurn> turns, IReadOnlyList<ImageGrid> grids, bool generationPrompt)
    {
        ChatRules.Check(turns, grids.Count, marksInText ? Idefics3Tokens.Image : null);
        int next = 0;
        return Sections(turns, generationPrompt, () => Expand(grids[next++]));
    }

    /// <summary>The chat template, with what the caller puts in the place of each image.</summary>
    public static IReadOnlyList<PromptSection> Sections(
        IReadOnlyList<ChatTurn> turns, bool generationPrompt, Func<string> nextImage)
    {
        List<PromptSection> sections = [PromptSection.Fixed(Idefics3Tokens.Start)];
        foreach (ChatTurn turn in turns)
        {
            TurnWriter body = new TurnWriter()
                .Fixed(turn.Parts[0].IsImage ? "" : " ")
                .Parts(turn, nextImage)
                .Fixed(Idefics3Tokens.EndOfUtterance);
            sections.Add(PromptSection.Fixed($"{turn.Role}:"));
            sections.Add(body.Section(isAnswer: turn.Role == ChatRole.Assistant));
            sections.Add(PromptSection.Fixed("\n"));
        }

        if (generationPrompt)
        {
            sections.Add(PromptSection.Fixed($"{ChatRole.Assistant}:"));
        }

        return sections;
    }

    private string Expand(ImageGrid grid)
    {
        StringBuilder text = new();
        for (int row = 1; row <= grid.Rows; row++)
        {
            for (int column = 1; column <= grid.Columns; column++)
            {
                text.Append(Idefics3Tokens.AroundImage).Append(Idefics3Tokens.Place(row, column)).Append(_tile);
            }

            text.Append('\n');
        }

        text.Append(grid.Rows > 0 ? "\n" : "");
        text.Append(Idefics3Tokens.AroundImage).Append(Idefics3Tokens.GlobalImage).Append(_tile);
        return text.Append(Idefics3Tokens.AroundImage).ToString();
    }
}

/// <summary>
/// The marks of Idefics3 and SmolVLM prompts. Smaller vocabularies may spell the row and global tags as ordinary text.
/// </summary>
internal static class Idefics3Tokens
{
    /// <summary>Fills up shorter rows of a batch.</summary>
    public const string Padding = "<|endoftext|>";

    /// <summary>Stands once at the start of a prompt.</summary>
    public const string Start = "<|im_start|>";

    /// <summary>Where one feature vector of a tile goes; in the unexpanded prompt, where an image goes.</summary>
    public const string Image = "<image>";

    /// <summary>Stands before each tile and after the last.</summary>
    public const string AroundImage = "<fake_token_around_image>";

    /// <summary>Marks the tile that shows the whole image.</summary>
    public const string GlobalImage = "<global-img>";

    /// <summary>Ends a turn.</summary>
    public const string EndOfUtterance = "<end_of_utterance>";

    /// <summary>
    /// The special tokens of a small vocabulary, in the order of their ids. It has no tags of tile places: a model
    /// whose images are not cut needs none, and in others they are ordinary text, as in SmolVLM 2.2B.
    /// </summary>
    public static IReadOnlyList<string> Special { get; } =
        [Padding, Start, AroundImage, GlobalImage, Image, EndOfUtterance];

    /// <summary>Marks a tile by its place, counted from 1.</summary>
    public static string Place(int row, int column) => $"<row_{row}_col_{column}>";
}
