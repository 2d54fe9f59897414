using Mpa.Torch.Layers;

namespace Mpa.Torch.Vision;

/// <summary>
/// What a vision tower is, whatever its family: <see cref="VisionTower"/> (tiles of one size) and
/// <see cref="PackedTower"/> (images of any size, side by side) are built from this and nothing else.
/// </summary>
internal sealed record VisionConfig
{
    /// <summary>More than any tile has, of a side in pixels; SmolVLM's have 512.</summary>
    public const int LargestImage = 1 << 14;

    /// <summary>For red, green and blue.</summary>
    public const int Channels = 3;

    /// <summary>Width of a patch's vector.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Number of layers in the checkpoint.</summary>
    public required int Layers { get; init; }

    /// <summary>Attention heads.</summary>
    public required int Heads { get; init; }

    /// <summary>Side of a patch in pixels.</summary>
    public required int PatchSize { get; init; }

    /// <summary>Every layer's MLP.</summary>
    public required MlpConfig Mlp { get; init; }

    /// <summary>Every norm.</summary>
    public required NormConfig Norm { get; init; }

    /// <summary>Side of a tile in pixels; 0 where images of any size are taken.</summary>
    public int ImageSize { get; init; }

    /// <summary>Frames in a patch; an image fills them with copies of itself.</summary>
    public int Frames { get; init; } = 1;

    /// <summary>A bias on the patch projection.</summary>
    public bool PatchBias { get; init; } = true;

    /// <summary>Where patches learn their places.</summary>
    public PositionTable Positions { get; init; } = PositionTable.Plain;

    /// <summary>A learned vector stands before the patches.</summary>
    public bool ClassToken { get; init; }

    /// <summary>Class vector and position table are stored with dimensions of 1 before them (InternViT).</summary>
    public bool FramedTables { get; init; }

    /// <summary>A norm before the first layer (CLIP).</summary>
    public bool FirstNorm { get; init; }

    /// <summary>A norm behind the last layer.</summary>
    public LastNorm LastNorm { get; init; } = LastNorm.None;

    /// <summary>Queries, keys and values come of one matrix.</summary>
    public bool JoinedQueries { get; init; }

    /// <summary>Biases on the projections to queries, keys and values.</summary>
    public bool QueryBias { get; init; } = true;

    /// <summary>A norm over all queries, and one over all keys, before they are split into heads.</summary>
    public bool QueryNorm { get; init; }

    /// <summary>What a layer adds is multiplied by a learned vector (arXiv 2103.17239).</summary>
    public bool LayerScale { get; init; }

    /// <summary>Layers at the end whose output is not looked at.</summary>
    public int UnusedLayers { get; init; }

    /// <summary>Vectors at the start that are not given on: the class token's, or what stands in its place.</summary>
    public int Dropped { get; init; }

    /// <summary>Windows, of a tower for images of any size.</summary>
    public WindowConfig? Windows { get; init; }

    /// <summary>Side of the square of patches that becomes one token, which packed patches are ordered by.</summary>
    public int MergeSize { get; init; } = 1;

    /// <summary>Width of a head.</summary>
    public int HeadDim => HiddenSize / Heads;

    /// <summary>Patches along a side of a tile; what is left beyond the last whole patch is not looked at.</summary>
    public int PatchesPerSide => ImageSize / PatchSize;

    /// <summary>Vectors of a tile within the tower.</summary>
    public int Vectors => (PatchesPerSide * PatchesPerSide) + (ClassToken ? 1 : 0);

    /// <summary>Numbers in a patch.</summary>
    public int PatchValues => Channels * Frames * PatchSize * PatchSize;
}

/// <summary>Where patches learn their places.</summary>
internal enum PositionTable
{
    /// <summary>A vector a place, resized where a picture has more or fewer.</summary>
    Plain,

    /// <summary>A vector a place; smaller pictures are spread over all (Idefics3).</summary>
    Bucketed,

    /// <summary>None: queries and keys are rotated by row and column.</summary>
    Rotary,
}

/// <summary>A norm behind the last layer.</summary>
internal enum LastNorm
{
    /// <summary>None.</summary>
    None,

    /// <summary>It normalizes what is given on.</summary>
    Used,

    /// <summary>It stands in the checkpoint, but an earlier layer's output is taken.</summary>
    Stored,
}

/// <summary>Window attention of Qwen2.5-VL's vision tower (arXiv 2502.13923, section 2.1).</summary>
/// <param name="Size">Side of a window in pixels.</param>
/// <param name="FullBlocks">Layers, counted from 0, that look at the whole image.</param>
internal sealed record WindowConfig(int Size, IReadOnlyList<int> FullBlocks);
