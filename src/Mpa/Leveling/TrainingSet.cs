using Mpa.Files;
using Mpa.Parity;
using Mpa.Recipes;

namespace Mpa.Leveling;

/// <summary>
/// Chooses what the student is trained on: the pairs of the selection rule and, against forgetting, a share of the
/// pairs both models knew.
/// </summary>
internal static class TrainingSet
{
    /// <summary>
    /// The selected and the replayed pairs. Pure: equal arguments give equal choices, whatever the order of the pairs.
    /// </summary>
    /// <param name="pairs">Every classified pair; gone through once.</param>
    /// <param name="rule">What it is chosen by.</param>
    /// <param name="replay">Pairs to replay, as a share of the selected ones.</param>
    /// <param name="seed">Decides which pairs are drawn and replayed.</param>
    /// <param name="negatives">Questions to put to another image, as a share of the selected pairs.</param>
    /// <param name="isHeldOut">Whether an image is kept for validation; null keeps none.</param>
    public static TrainingChoice Choose(
        IEnumerable<PlacedPair> pairs,
        SelectionRule rule,
        double replay,
        int seed,
        double negatives = 0,
        Func<string, bool>? isHeldOut = null)
    {
        List<PlacedPair> pool = [], known = [];
        int heldOut = 0;
        foreach (PlacedPair pair in pairs.Where(
            pair => rule.Takes(pair.Verdict) || pair.Verdict == Verdict.KnownToBoth))
        {
            if (isHeldOut?.Invoke(pair.ImageId) ?? false)
            {
                heldOut++;
            }
            else
            {
                (rule.Takes(pair.Verdict) ? pool : known).Add(pair);
            }
        }

        PlacedPair[] selected = rule.IsDrawn
            ? DrawFrom(pool, pool.Count(pair => pair.Verdict == Verdict.Kept), seed)
            : [.. pool];
        int again = Share(replay, selected);
        PlacedPair[] replayed = again == 0 ? [] : Replay(known, again, seed);
        return new TrainingChoice(
            Selected: InOrder(selected),
            Replayed: InOrder(replayed),
            NotReplayed: known.Count - replayed.Length,
            NotDrawn: pool.Count - selected.Length,
            HeldOut: heldOut)
        {
            Negatives = Swap(selected, Share(negatives, selected), seed),
        };
    }

    private static int Share(double share, PlacedPair[] of) =>
        (int)Math.Round(share * of.Length, MidpointRounding.AwayFromZero);

    /// <summary>
    /// Questions drawn from the selected ones, each with the image of another; none where all have one.
    /// </summary>
    private static SwappedPair[] Swap(PlacedPair[] selected, int count, int seed)
    {
        string[] images = count == 0
            ? []
            : [.. selected.Select(pair => pair.ImageId).Distinct().Order(StringComparer.Ordinal)];
        return images.Length < 2 ? [] :
        [
            .. selected
                .OrderBy(pair => ContentKey.Seed("negative", seed, pair.Id))
                .Take(count)
                .Select(pair => new SwappedPair(pair, Other(pair))),
        ];

        string Other(PlacedPair pair)
        {
            ulong lot = ContentKey.Seed("negative image", seed, pair.Id) % (ulong)(images.Length - 1);
            string image = images[lot];
            return image == pair.ImageId ? images[^1] : image;
        }
    }

    private static PlacedPair[] InOrder(PlacedPair[] pairs)
    {
        Array.Sort(pairs, (one, other) => string.CompareOrdinal(one.Id, other.Id));
        return pairs;
    }

    /// <summary>A simple random sample.</summary>
    private static PlacedPair[] DrawFrom(IEnumerable<PlacedPair> pairs, int count, int seed) =>
        [.. pairs.OrderBy(pair => ContentKey.Seed("draw", seed, pair.Id)).Take(count)];

    /// <summary>
    /// Spread over images: every image gives one pair before any gives its second. Within that the seed decides.
    /// </summary>
    private static PlacedPair[] Replay(List<PlacedPair> known, int count, int seed)
    {
        ulong[] lots = [.. known.Select(pair => ContentKey.Seed("replay", seed, pair.Id))];
        int[] turns = new int[known.Count], order = [.. Enumerable.Range(0, known.Count)];
        Array.Sort(order, (one, other) =>
        {
            int images = string.CompareOrdinal(known[one].ImageId, known[other].ImageId);
            return images != 0 ? images : lots[one].CompareTo(lots[other]);
        });
        for (int at = 1; at < order.Length; at++)
        {
            bool isNext = known[order[at]].ImageId == known[order[at - 1]].ImageId;
            turns[order[at]] = isNext ? turns[order[at - 1]] + 1 : 0;
        }

        Array.Sort(order, (one, other) => (turns[one], lots[one]).CompareTo((turns[other], lots[other])));
        return [.. order.Take(count).Select(at => known[at])];
    }
}

/// <summary>What choosing needs of a pair, of which a run may have millions.</summary>
/// <param name="Id">The pair's.</param>
/// <param name="ImageId">The image's.</param>
/// <param name="Verdict">What the parity rule says.</param>
/// <param name="Place">Where its row stands in 3-parity.jsonl, in bytes.</param>
internal readonly record struct PlacedPair(string Id, string ImageId, Verdict Verdict, long Place)
{
    /// <summary>The pairs of a file of <see cref="ParityExample"/> rows, read as they are gone through.</summary>
    public static IEnumerable<PlacedPair> Of(string path)
    {
        string image = "";
        foreach ((ParityExample row, long place) in JsonLines.Located<ParityExample>(path))
        {
            image = row.ImageId == image ? image : row.ImageId; // one text for the pairs of an image
            yield return new PlacedPair(row.Id, image, row.Verdict, place);
        }
    }
}

/// <summary>
/// Which classified pairs the student is trained on, and what became of the others that it could have been trained on.
/// </summary>
/// <param name="Selected">By the rule, in the order of their ids.</param>
/// <param name="Replayed">Known to both models and trained on again, in the order of their ids.</param>
/// <param name="NotReplayed">Pairs known to both that the rule doesn't take and replay didn't draw.</param>
/// <param name="NotDrawn">Pairs that the rule's draw left out.</param>
/// <param name="HeldOut">Pairs about images that are kept for validation.</param>
internal sealed record TrainingChoice(
    IReadOnlyList<PlacedPair> Selected,
    IReadOnlyList<PlacedPair> Replayed,
    int NotReplayed,
    int NotDrawn,
    int HeldOut)
{
    /// <summary>Selected questions that are put to another image.</summary>
    public IReadOnlyList<SwappedPair> Negatives { get; init; } = [];
}

/// <summary>A pair's question at another image.</summary>
/// <param name="Pair">Whose question.</param>
/// <param name="ImageId">The other image.</param>
internal readonly record struct SwappedPair(PlacedPair Pair, string ImageId);

/// <summary>
/// The images whose pairs are kept for validation. The same in every round, since nothing but the seed and the image
/// decides.
/// </summary>
internal static class HeldOut
{
    private const double Lots = 18446744073709551616.0; // 2⁶⁴

    /// <summary>Whether an image is held out; null for a recipe of one round, which trains on all.</summary>
    public static Func<string, bool>? Of(Recipe recipe) => recipe.Rounds is { } rounds
        ? imageId => ContentKey.Seed("held out", recipe.Seed, imageId) < rounds.HoldOut * Lots
        : null;
}
