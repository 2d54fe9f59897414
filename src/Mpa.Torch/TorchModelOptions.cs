using Mpa.Models;
using Mpa.Recipes;

namespace Mpa.Torch;

/// <summary>How a checkpoint runs on this machine.</summary>
public sealed record TorchModelOptions
{
    /// <summary>The default.</summary>
    public static TorchModelOptions Default { get; } = new();

    /// <summary>Number type of weights and arithmetic.</summary>
    public WeightType Weights { get; init; } = WeightType.Float32;

    /// <summary>
    /// Smallest area of an image in pixels; null leaves the folder's own. Families that take images of any size only.
    /// </summary>
    public int? MinPixels { get; init; }

    /// <summary>
    /// Largest area of an image in pixels; null leaves the folder's own. Families that take images of any size only.
    /// </summary>
    public int? MaxPixels { get; init; }

    /// <summary>
    /// Chat marks inside a question ("&lt;|im_end|&gt;") count as marks, as in the official processors; else they are
    /// ordinary text, so that a question can't end its turn or write another's.
    /// </summary>
    public bool MarksInText { get; init; }

    /// <summary>Threads of libtorch, for all models of the process; null leaves its own choice, one per core.</summary>
    public int? Threads { get; init; }

    /// <summary>Replies written together at most; a larger batch of requests is worked through in parts.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>
    /// Tokens held together at most, prompts, room for replies and padding counted; bounds memory. A single longer
    /// request runs alone.
    /// </summary>
    public int BatchTokens { get; init; } = 16_384;

    /// <summary>
    /// Bytes of image features kept for further questions about the same images. (Pixels are not kept: they are
    /// larger than the features made from them.)
    /// </summary>
    public long ImageCacheBytes { get; init; } = 256L << 20;

    /// <summary>Room on disk for image features; null keeps them in memory only.</summary>
    public FeatureRoom? Features { get; init; }

    /// <summary>
    /// Where hashes of large weight files are kept, so that they are read in full once; null keeps none.
    /// </summary>
    public string? HashFolder { get; init; }

    /// <summary>Measures the time of a batch.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>As a recipe states it.</summary>
    /// <exception cref="MpaException">There is no such number type.</exception>
    public static TorchModelOptions Of(FolderOptions folder) => Default with
    {
        Weights = WeightTypes.Named(folder.Dtype),
        MinPixels = folder.MinPixels,
        MaxPixels = folder.MaxPixels,
    };
}
