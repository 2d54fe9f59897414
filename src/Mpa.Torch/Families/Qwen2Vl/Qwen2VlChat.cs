using Mpa.Torch.Tokenizers;

namespace Mpa.Torch.Families.Qwen2Vl;

/// <summary>
/// How Qwen2-VL and Qwen2.5-VL write chats: the hub's chat template, then the processor's expansion of each image.
/// </summary>
internal static class Qwen2VlChat
{
    /// <summary>The format; grids are rows and columns of image tokens.</summary>
    public static readonly ChatFormat Format = new()
    {
        Model = "a Qwen2-VL model",
        SystemText = "You are a helpful assistant.",
        System = Turn("system"),
        User = Turn("user"),
        Assistant = Turn("assistant"),
        EndToken = Qwen2Tokens.End,
        ImageToken = Qwen2Tokens.Image,
        Marks = [Qwen2Tokens.Start, Qwen2Tokens.VisionStart],
        Expand = (grid, _) => Image(grid.Rows * grid.Columns),
        TemplateImage = Image(1),
        Positions = MultimodalPositions.Of,
    };

    private static TurnMarks Turn(string role) => new($"{Qwen2Tokens.Start}{role}\n", "", Qwen2Tokens.End, "\n");

    private static string Image(int tokens) =>
        Qwen2Tokens.VisionStart + string.Concat(Enumerable.Repeat(Qwen2Tokens.Image, tokens)) + Qwen2Tokens.VisionEnd;
}

/// <summary>The marks of Qwen2-VL and Qwen2.5-VL prompts.</summary>
internal static class Qwen2Tokens
{
    /// <summary>Begins a turn; the role follows.</summary>
    public const string Start = "<|im_start|>";

    /// <summary>Ends a turn.</summary>
    public const string End = "<|im_end|>";

    /// <summary>Stands before an image.</summary>
    public const string VisionStart = "<|vision_start|>";

    /// <summary>Where one image token goes; in the unexpanded prompt, where an image goes.</summary>
    public const string Image = "<|image_pad|>";

    /// <summary>Stands after an image.</summary>
    public const string VisionEnd = "<|vision_end|>";
}
