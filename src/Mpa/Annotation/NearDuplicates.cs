using System.Text.RegularExpressions;

namespace Mpa.Annotation;

/// <summary>Finds questions about one image that say nearly the same.</summary>
internal static partial class NearDuplicates
{
    /// <summary>
    /// The words that two questions share, as a part of all their words (Jaccard's index of the word sets, 0 to 1).
    /// </summary>
    public static double Overlap(string one, string other)
    {
        HashSet<string> left = Words(one);
        HashSet<string> right = Words(other);
        int shared = left.Count(right.Contains);
        int all = left.Count + right.Count - shared;
        return all == 0 ? 1 : (double)shared / all;
    }

    /// <summary>Marks each pair that repeats an earlier one of its image, and says which.</summary>
    /// <param name="rows">
    /// Image by image, in the order in which they were asked for. Rows with a cause, and questions that were given, are
    /// passed on as they are.
    /// </param>
    /// <param name="threshold">Overlap from which on two questions are near-duplicates; above 1 none are.</param>
    public static IEnumerable<PseudoAnnotation> Mark(IEnumerable<PseudoAnnotation> rows, double threshold)
    {
        string? image = null;
        List<PseudoAnnotation> kept = [];
        foreach (PseudoAnnotation row in rows)
        {
            if (row.ImageId != image)
            {
                image = row.ImageId;
                kept.Clear();
            }

            PseudoAnnotation marked = Compare(row, kept, threshold);
            if (marked.Cause is null)
            {
                kept.Add(row);
            }

            yield return marked;
        }
    }

    private static PseudoAnnotation Compare(PseudoAnnotation row, List<PseudoAnnotation> kept, double threshold)
    {
        PseudoAnnotation? repeated = row is { Question: { } question, Given: false, Cause: null }
            ? kept.Find(earlier => Overlap(earlier.Question!, question) >= threshold)
            : null;
        return repeated is null
            ? row
            : row with
            {
                Question = null,
                Answer = null,
                Cause = AnnotationCause.NearDuplicate,
                Detail = $"repeats {repeated.Id}: {repeated.Question}",
            };
    }

    private static HashSet<string> Words(string text) =>
        [.. Word().Matches(text.ToLowerInvariant()).Select(match => match.Value)];

    /// <summary>Letters and digits; a number keeps its point and its sign, so that 1.5 is not 15.</summary>
    [GeneratedRegex(@"-?\d+(?:[.,]\d+)*|[\p{L}\p{N}\p{M}]+")]
    private static partial Regex Word();
}
