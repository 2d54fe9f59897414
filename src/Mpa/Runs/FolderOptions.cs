namespace Mpa.Runs;

/// <summary>A checkpoint folder and how it runs on this machine.</summary>
public sealed record FolderOptions
{
    /// <summary>The folder, as downloaded from the hub.</summary>
    public required string Path { get; init; }

    /// <summary>
    /// Number type the model answers in. bfloat16 takes half the memory and is faster on processors that have it; answers may differ
    /// in close cases. A student is trained in float32 either way.
    /// </summary>
    public string Dtype { get; init; } = "float32";
}
