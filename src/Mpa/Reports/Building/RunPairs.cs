using Mpa.Annotation;
using Mpa.Files;
using Mpa.Images;
using Mpa.Parity;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Reports.Building;

/// <summary>
/// The rows of stages 0 to 3, of which a run may have millions: counted here, and gone through again on disk where some
/// are shown.
/// </summary>
/// <param name="folder">Of the run. A file that isn't there yet has no rows.</param>
internal sealed class RunPairs(RunFolder folder)
{
    /// <summary>Images that can be used.</summary>
    public long Images { get; } = JsonLines.Stream<ImageItem>(folder.Images).LongCount();

    /// <summary>Images that can't be used, by cause.</summary>
    public IReadOnlyDictionary<string, long> FailedImages { get; } =
        CountBy(JsonLines.Stream<ImageFailure>(folder.FailedImages), failure => failure.Cause);

    /// <summary>Images that a filter left out; null for a run without one.</summary>
    public long? Filtered(Recipe recipe) => ImageFilter.Of(recipe, folder) is { } passes
        ? JsonLines.Stream<ImageItem>(folder.Images).LongCount(image => !passes(image))
        : null;

    /// <summary>Annotations by why they hold no pair; of those that hold one the cause is "".</summary>
    public IReadOnlyDictionary<string, long> Annotations { get; } =
        CountBy(JsonLines.Stream<PseudoAnnotation>(folder.Annotations), row => row.Cause?.Name() ?? "");

    /// <summary>Judged pairs by verdict.</summary>
    public IReadOnlyDictionary<Verdict, long> Verdicts { get; } =
        CountBy(JsonLines.Stream<ParityExample>(folder.Parity), pair => pair.Verdict);

    /// <summary>Annotations that hold a pair.</summary>
    public long Readable => Annotations.GetValueOrDefault("");

    /// <summary>Pairs that the parity rule was applied to.</summary>
    public long Judged => Verdicts.Values.Sum();

    /// <summary>Pairs that it kept.</summary>
    public long Kept => Verdicts.GetValueOrDefault(Verdict.Kept);

    /// <summary>Every annotation, read as it is gone through.</summary>
    public IEnumerable<PseudoAnnotation> AllAnnotations() => JsonLines.Stream<PseudoAnnotation>(folder.Annotations);

    /// <summary>Every judged pair, read as it is gone through.</summary>
    public IEnumerable<ParityExample> AllJudged() => JsonLines.Stream<ParityExample>(folder.Parity);

    /// <summary>Some items, by their ids.</summary>
    public IReadOnlyDictionary<string, ImageItem> Items(IEnumerable<string> ids)
    {
        HashSet<string> wanted = [.. ids];
        return JsonLines.Stream<ImageItem>(folder.Images)
            .Where(image => wanted.Contains(image.Id))
            .GroupBy(image => image.Id)
            .ToDictionary(group => group.Key, group => group.First());
    }

    /// <summary>The teacher's replies of some annotations, by their ids.</summary>
    public IReadOnlyDictionary<string, string> RawReplies(IEnumerable<string> ids)
    {
        HashSet<string> wanted = [.. ids];
        return AllAnnotations()
            .Where(row => wanted.Contains(row.Id))
            .GroupBy(row => row.Id)
            .ToDictionary(group => group.Key, group => group.Last().RawReply);
    }

    /// <summary>How many rows there are of each key.</summary>
    public static Dictionary<TKey, long> CountBy<TRow, TKey>(IEnumerable<TRow> rows, Func<TRow, TKey> key)
        where TKey : notnull
    {
        Dictionary<TKey, long> counts = [];
        foreach (TRow row in rows)
        {
            counts[key(row)] = counts.GetValueOrDefault(key(row)) + 1;
        }

        return counts;
    }
}
