using Mpa.Annotation;
using Mpa.Parity;

namespace Mpa.Reports.Building;

/// <summary>Picks judged pairs to look at.</summary>
internal static class ExamplesBuilder
{
    private const int Shown = 24;

    /// <summary>Up to 24 pairs, balanced over the verdicts, the kept first.</summary>
    public static IReadOnlyList<ExamplePair> Build(RunRows rows)
    {
        Dictionary<string, string> images = rows.Images.GroupBy(image => image.Id).ToDictionary(group => group.Key, group => group.First().Path);
        Dictionary<string, PseudoAnnotation> annotations = rows.Annotations.GroupBy(row => row.Id).ToDictionary(group => group.Key, group => group.Last());
        IReadOnlyList<ParityExample> chosen = Sampler.Balanced(rows.Parity.OrderBy(pair => pair.Verdict), pair => pair.Verdict.ToString(), Shown);
        return [.. chosen.Select(pair => new ExamplePair(pair, images.GetValueOrDefault(pair.ImageId), annotations.GetValueOrDefault(pair.Id)?.RawReply))];
    }
}
