namespace Mpa.Data.Splitting;

/// <summary>How a data set is parted.</summary>
public sealed record SplitOptions
{
    /// <summary>Share of the images that go to the first part, in percent. The paper's is 85.</summary>
    public double Percent { get; init; } = 85;

    /// <summary>Keeps one question of each image, drawn by the seed, as the paper does for its unlabeled images.</summary>
    public bool OnePerImage { get; init; }

    /// <summary>Equal seeds give equal parts.</summary>
    public int Seed { get; init; }
}
