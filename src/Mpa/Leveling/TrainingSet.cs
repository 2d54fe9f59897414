using Mpa.Files;
using Mpa.Images;
using Mpa.Parity;
using Mpa.Recipes;
using Mpa.Runs;

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
    /// <param name="examples">Every classified pair.</param>
    /// <param name="rule">What it is chosen by.</param>
    /// <param name="replay">Pairs to replay, as a share of the selected ones.</param>
    /// <param name="seed">Decides which pairs are drawn and replayed.</param>
    /// <param name="isHeldOut">Whether an image is kept for validation; null keeps none.</param>
    public static TrainingChoice Choose(
        IReadOnlyList<ParityExample> examples,
        SelectionRule rule,
        double replay,
        int seed,
        Func<string, bool>? isHeldOut = null)
    {
        ILookup<bool, ParityExample> candidates = examples
            .Where(example => rule.Takes(example.Verdict) || example.Verdict == Verdict.KnownToBoth)
            .ToLookup(example => isHeldOut?.Invoke(example.ImageId) ?? false);
        ParityExample[] pool = [.. candidates[false].Where(example => rule.Takes(example.Verdict))];
        IReadOnlyList<ParityExample> selected = rule.IsDrawn
            ? DrawFrom(pool, pool.Count(example => example.Verdict == Verdict.Kept), seed)
            : pool;
        ParityExample[] known = [.. candidates[false].Where(example => !rule.Takes(example.Verdict))];
        int again = (int)Math.Round(replay * selected.Count, MidpointRounding.AwayFromZero);
        IReadOnlyList<ParityExample> replayed = [.. Replay(known, again, seed)];
        return new TrainingChoice(
            Selected: InOrder(selected),
            Replayed: InOrder(replayed),
            NotReplayed: known.Length - replayed.Count,
            NotDrawn: pool.Length - selected.Count,
            HeldOut: candidates[true].Count());
    }

    /// <summary>The pair as a supervised example, asked exactly as PI and evaluation ask it.</summary>
    public static TrainingExample Example(
        ParityExample pair, RunSession run, IReadOnlyDictionary<string, ImageItem> images, bool replayed) =>
        new(
            pair.Id,
            run.FullPath(images[pair.ImageId]),
            run.Task.AnswerPrompt(pair.Question),
            pair.Answer,
            replayed);

    private static IReadOnlyList<ParityExample> InOrder(IEnumerable<ParityExample> pairs) =>
        [.. pairs.OrderBy(pair => pair.Id, StringComparer.Ordinal)];

    /// <summary>A simple random sample.</summary>
    private static IReadOnlyList<ParityExample> DrawFrom(IEnumerable<ParityExample> pairs, int count, int seed) =>
        [.. pairs.OrderBy(pair => ContentKey.Seed("draw", seed, pair.Id)).Take(count)];

    /// <summary>
    /// Spread over images: every image gives one pair before any gives its second. Within that the seed decides.
    /// </summary>
    private static IEnumerable<ParityExample> Replay(IEnumerable<ParityExample> known, int count, int seed) => known
        .Select(example => (Lot: ContentKey.Seed("replay", seed, example.Id), Example: example))
        .GroupBy(drawn => drawn.Example.ImageId)
        .SelectMany(image => image
            .OrderBy(drawn => drawn.Lot)
            .Select((drawn, nth) => (Nth: nth, drawn.Lot, drawn.Example)))
        .OrderBy(drawn => drawn.Nth)
        .ThenBy(drawn => drawn.Lot)
        .Take(count)
        .Select(drawn => drawn.Example);
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
    IReadOnlyList<ParityExample> Selected,
    IReadOnlyList<ParityExample> Replayed,
    int NotReplayed,
    int NotDrawn,
    int HeldOut);

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
