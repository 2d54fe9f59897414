using System.Text.Json.Serialization;
using Mpa.Recipes;

namespace Mpa.Annotation;

/// <summary>How the teacher annotates (stage 1).</summary>
public sealed record AnnotateOptions
{
    /// <summary>Pairs asked for each image, each in a request of its own with its own seed.</summary>
    [Between(1, 100)]
    public int PerImage { get; init; } = 1;

    /// <summary>Requests put to the teacher at a time (with one pair an image: images).</summary>
    [Between(1, 1024)]
    public int BatchSize { get; init; } = 8;

    /// <summary>0 is greedy; above 1 pair an image, sampling makes them differ.</summary>
    [Between(0, 5)]
    public double Temperature { get; init; } = 0.8;

    /// <summary>Keeps the likeliest tokens up to this share of probability.</summary>
    [Between(0.01, 1)]
    public double TopP { get; init; } = 1.0;

    /// <summary>The reply is cut after this many tokens (and then counted as truncated).</summary>
    [Between(1, 32768)]
    public int MaxNewTokens { get; init; } = 128;

    /// <summary>
    /// Two questions about one image whose word sets overlap by this share or more are near-duplicates; above 1 keeps
    /// all.
    /// </summary>
    [Between(0.1, 2)]
    public double DuplicateOverlap { get; init; } = 0.9;

    /// <summary>Which images are asked about; null asks about all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FilterOptions? Filter { get; init; }

    /// <summary>Stops asking once this many pairs were kept by the parity rule; 0 asks about every image.</summary>
    [AtLeast(0)]
    public int TargetKept { get; init; }
}
