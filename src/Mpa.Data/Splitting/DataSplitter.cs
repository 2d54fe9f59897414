using Mpa.Data.Images;
using Mpa.Data.Rows;
using Mpa.Files;
using Mpa.Statistics;

namespace Mpa.Data.Splitting;

/// <summary>
/// Splits a data set by image, never by row, so that no image is on both sides. Which side an image falls on depends
/// on the seed and the image alone: the order of the file doesn't matter. Images stay where they are; embedded ones
/// are written beside the parts.
/// </summary>
public static class DataSplitter
{
    /// <summary>Writes train.jsonl and validation.jsonl.</summary>
    /// <param name="data">The source; read twice.</param>
    /// <param name="folder">Full path of the output; must not exist.</param>
    /// <param name="options">Share, seed, one question an image.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="MpaException">
    /// The output exists, the share leaves a part empty, or no row can be used.
    /// </exception>
    public static SplitResult Run(
        DataSet data, string folder, SplitOptions options, CancellationToken cancellation = default)
    {
        if (Path.Exists(folder))
        {
            throw new MpaException($"{folder} exists. Name another output, or delete it.");
        }

        SplitImages images = SplitImages.Read(data, cancellation);
        HashSet<string> train = Choose(images.Rows.Keys, options);
        Directory.CreateDirectory(folder);
        using SplitWriter writer = new(folder, train);
        RowImages files = new(data.ImageRoot);
        Dictionary<string, int> seen = [];
        foreach (DataRow row in data.Rows(cancellation))
        {
            if (images.KeyOf(row, files) is not { } key)
            {
                RowProblem problem = row.Problem
                    ?? new RowProblem("missing", $"the image \"{row.Image.Name}\" is not below {data.ImageRoot}");
                writer.Rejected.Add(row.Place, problem.Cause, problem.Message);
            }
            else if (options.OnePerImage && !IsDrawn(key, images.Rows[key], seen, options.Seed))
            {
                writer.LeaveOut();
            }
            else
            {
                writer.Add(key, row, files.Find(row).Path);
            }
        }

        return writer.Result(images.ByContent, data.HoldsImages ? folder : data.ImageRoot);
    }

    private static HashSet<string> Choose(IReadOnlyCollection<string> images, SplitOptions options)
    {
        int count = (int)Math.Round(images.Count * options.Percent / 100);
        return count > 0 && count < images.Count
            ? [.. Drawn().Take(count)]
            : throw new MpaException(
                $"{options.Percent} % of {images.Count} images leaves one part empty. Name a percentage that doesn't.");

        IEnumerable<string> Drawn() => images
            .OrderBy(image => ContentKey.Seed("split", options.Seed, image))
            .ThenBy(image => image, StringComparer.Ordinal);
    }

    private static bool IsDrawn(string image, int rows, Dictionary<string, int> seen, int seed)
    {
        int index = seen.GetValueOrDefault(image);
        seen[image] = index + 1;
        return index == new SplitMix64(ContentKey.Seed("one per image", seed, image)).Below(rows);
    }
}

/// <summary>How a data set is split.</summary>
public sealed record SplitOptions
{
    /// <summary>Share of the images that go to the first part, in percent. The paper's is 85.</summary>
    public double Percent { get; init; } = 85;

    /// <summary>
    /// Keeps one question of each image, drawn by the seed, as the paper does for its unlabeled images.
    /// </summary>
    public bool OnePerImage { get; init; }

    /// <summary>Equal seeds give equal parts.</summary>
    public int Seed { get; init; }
}

/// <summary>What a split wrote.</summary>
/// <param name="Train">Rows and images of the first part.</param>
/// <param name="Validation">Rows and images of the second.</param>
/// <param name="LeftOut">Rows left out because their image has another.</param>
/// <param name="ImageRoot">Full path of the folder that image paths in the parts start from.</param>
/// <param name="ByContent">Images of equal bytes count as one; false when none is there, so that names decide.</param>
/// <param name="Rejected">Rows that can't be used, by cause.</param>
/// <param name="RejectedFile">Where these stand; null when there are none.</param>
public sealed record SplitResult(
    (long Rows, long Images) Train,
    (long Rows, long Images) Validation,
    long LeftOut,
    string ImageRoot,
    bool ByContent,
    IReadOnlyDictionary<string, long> Rejected,
    string? RejectedFile);
