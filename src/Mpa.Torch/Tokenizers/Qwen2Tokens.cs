namespace Mpa.Torch.Tokenizers;

/// <summary>The marks of Qwen2-VL and Qwen2.5-VL prompts.</summary>
public static class Qwen2Tokens
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
