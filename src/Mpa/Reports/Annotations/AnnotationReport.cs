using Mpa.Reports.Quality;

namespace Mpa.Reports.Annotations;

/// <summary>What a file of pseudo annotations is like, and the JSON as it stands.</summary>
/// <param name="Headline">The file in one sentence.</param>
/// <param name="Version">Of mpa.</param>
/// <param name="Source">The file.</param>
/// <param name="Quality">Counts, repeats, lengths, rules.</param>
/// <param name="Examples">Pairs to look at, spread over the file.</param>
public sealed record AnnotationReport(string Headline, string Version, SourceFile Source, DataQuality Quality, IReadOnlyList<QuotedPair> Examples)
{
    private const int Shown = 24;

    /// <summary>Looks at the pairs of a file.</summary>
    /// <param name="path">The file, for its name and hash.</param>
    /// <param name="pairs">What stands in it; at least one.</param>
    /// <exception cref="MpaException">There is no pair.</exception>
    public static AnnotationReport Of(string path, IReadOnlyList<QuotedPair> pairs)
    {
        DataQuality quality = DataQuality.Of(pairs) ?? throw new MpaException($"{path} holds no annotation.");
        SourceFile source = new(Path.GetFileName(path), File.ReadLines(path).LongCount(), Files.FileDigest.Of(path));
        return new AnnotationReport(Tell(quality, source.Name), Runs.Manifest.ThisVersion, source, quality, Building.Sampler.Balanced(pairs, _ => "", Shown));
    }

    private static string Tell(DataQuality quality, string name)
    {
        string images = quality.Images is { } count ? $" on {Figures.Count(count)} images" : "";
        return $"{name} holds {Figures.Count(quality.Pairs)} pairs{images}: {Figures.Count(quality.Questions.Distinct)} distinct questions "
            + $"({Figures.Percent((double)quality.Questions.Distinct / quality.Pairs)}), {Figures.Fixed(quality.Lengths.Mean, 2)} words in an answer.";
    }
}
