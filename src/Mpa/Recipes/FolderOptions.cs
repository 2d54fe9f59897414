namespace Mpa.Recipes;

/// <summary>A checkpoint folder and how it runs on this machine.</summary>
public sealed record FolderOptions
{
    /// <summary>The folder, as downloaded from the hub.</summary>
    public required string Path { get; init; }

    /// <summary>
    /// Number type the model answers in. bfloat16 takes half the memory and is faster on processors that have it; int8 stores the weights of
    /// linear layers in 8 bits (docs/decisions/0016), a quarter of the memory, and is slower. Answers may differ in close cases. A student
    /// is trained in float32 either way.
    /// </summary>
    public string Dtype { get; init; } = "float32";

    /// <summary>Smallest area in pixels that images are brought to, for families that take images of any size (Qwen2-VL); without it, the folder's own.</summary>
    public int? MinPixels { get; init; }

    /// <summary>Largest area in pixels that images are brought to, for the same families; without it, the folder's own. An image token is 28 × 28 pixels.</summary>
    public int? MaxPixels { get; init; }
}
