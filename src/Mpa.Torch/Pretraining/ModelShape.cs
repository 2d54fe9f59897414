namespace Mpa.Torch.Pretraining;

/// <summary>Size of a small Idefics3 model to be made from nothing. Images are squares that are never split.</summary>
public sealed record ModelShape
{
    /// <summary>Side of an image in pixels.</summary>
    public int ImageSize { get; init; } = 96;

    /// <summary>Side of a patch in pixels.</summary>
    public int PatchSize { get; init; } = 12;

    /// <summary>Side of the square of patches joined into one image token.</summary>
    public int ScaleFactor { get; init; } = 2;

    /// <summary>Width of the vision tower.</summary>
    public int VisionWidth { get; init; } = 128;

    /// <summary>Layers of the vision tower.</summary>
    public int VisionLayers { get; init; } = 4;

    /// <summary>Attention heads of the vision tower.</summary>
    public int VisionHeads { get; init; } = 4;

    /// <summary>Width inside the vision tower's MLP.</summary>
    public int VisionMlp { get; init; } = 512;

    /// <summary>Width of the decoder.</summary>
    public int TextWidth { get; init; } = 128;

    /// <summary>Layers of the decoder.</summary>
    public int TextLayers { get; init; } = 4;

    /// <summary>Query heads of the decoder.</summary>
    public int TextHeads { get; init; } = 4;

    /// <summary>Key and value heads of the decoder.</summary>
    public int TextKeyValueHeads { get; init; } = 2;

    /// <summary>Width inside the decoder's MLP.</summary>
    public int TextMlp { get; init; } = 336;

    /// <summary>Longest prompt and reply together, in tokens.</summary>
    public int MaxPositions { get; init; } = 512;
}
