namespace Mpa.Torch.Tokenizers;

/// <summary>The marks of Idefics3 and SmolVLM prompts. Smaller vocabularies may spell the row and global tags as ordinary text.</summary>
public static class Idefics3Tokens
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
    /// The special tokens of a small vocabulary, in the order of their ids. It has no tags of tile places: a model whose images are
    /// not cut needs none, and in others they are ordinary text, as in SmolVLM 2.2B.
    /// </summary>
    public static IReadOnlyList<string> Special { get; } = [Padding, Start, AroundImage, GlobalImage, Image, EndOfUtterance];

    /// <summary>Marks a tile by its place, counted from 1.</summary>
    public static string Place(int row, int column) => $"<row_{row}_col_{column}>";
}
