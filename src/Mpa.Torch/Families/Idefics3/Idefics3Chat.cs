using System.Text;
using System.Text.Json;
using Mpa.Torch.Tokenizers;

namespace Mpa.Torch.Families.Idefics3;

/// <summary>
/// How Idefics3, SmolVLM and SmolVLM2 write chats: the hub's chat template, then Idefics3Processor's expansion of each
/// image.
/// </summary>
internal static class Idefics3Chat
{
    /// <summary>The format.</summary>
    public static readonly ChatFormat Format = new()
    {
        Model = "an Idefics3 or SmolVLM model",
        Begin = Idefics3Tokens.Start,
        System = new("System:", " ", Idefics3Tokens.EndOfUtterance, "\n"),
        User = new("User:", " ", Idefics3Tokens.EndOfUtterance, "\n"),
        Assistant = new("Assistant:", " ", Idefics3Tokens.EndOfUtterance, "\n"),
        EndToken = Idefics3Tokens.EndOfUtterance,
        ImageToken = Idefics3Tokens.Image,
        Marks = [Idefics3Tokens.AroundImage],
        Expand = Expand,
        TemplateImage = Idefics3Tokens.Image,
    };

    /// <summary>Idefics3Processor's own default, for folders that don't say.</summary>
    private const int DefaultImageTokens = 169;

    /// <summary>Reads the tokenizer and processor_config.json of a model folder.</summary>
    /// <exception cref="MpaException">A file is damaged or lacks a part; the message says which.</exception>
    public static ChatEncoder Load(string folder, bool marksInText = false) =>
        ChatEncoder.Load(folder, Format, ReadImageTokens(folder), marksInText);

    private static int ReadImageTokens(string folder)
    {
        string path = Path.Combine(folder, "processor_config.json");
        if (!File.Exists(path))
        {
            return DefaultImageTokens;
        }

        using JsonDocument document = TokenizerFile.Parse(path);
        TokenizerNode node = new TokenizerNode(path, "", document.RootElement)["image_seq_len"];
        return node.IsNull ? DefaultImageTokens : node.AsId();
    }

    private static string Expand(ImageGrid grid, int imageTokens)
    {
        string tile = string.Concat(Enumerable.Repeat(Idefics3Tokens.Image, imageTokens));
        StringBuilder text = new();
        for (int row = 1; row <= grid.Rows; row++)
        {
            for (int column = 1; column <= grid.Columns; column++)
            {
                text.Append(Idefics3Tokens.AroundImage).Append(Idefics3Tokens.Place(row, column)).Append(tile);
            }

            text.Append('\n');
        }

        text.Append(grid.Rows > 0 ? "\n" : "");
        text.Append(Idefics3Tokens.AroundImage).Append(Idefics3Tokens.GlobalImage).Append(tile);
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
