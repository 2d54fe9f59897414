using Mpa.Images;
using Mpa.Parity;
using Mpa.Runs;

namespace Mpa.Leveling;

/// <summary>Chooses what the student is trained on: the kept pairs and, against forgetting, a share of the pairs both models knew.</summary>
internal static class TrainingSet
{
    /// <summary>The kept and the replayed pairs, in the order of their ids.</summary>
    /// <param name="examples">Every judged pair.</param>
    /// <param name="replay">Pairs to replay, as a share of the kept ones.</param>
    /// <param name="seed">Decides which pairs are replayed.</param>
    public static IReadOnlyList<ParityExample> Choose(IReadOnlyList<ParityExample> examples, double replay, int seed)
    {
        ParityExample[] kept = [.. examples.Where(example => example.Verdict == Verdict.Kept)];
        IEnumerable<ParityExample> known = examples.Where(example => example.Verdict == Verdict.KnownToBoth);
        int replayed = (int)Math.Round(replay * kept.Length, MidpointRounding.AwayFromZero);
        return [.. kept.Concat(Draw(known, replayed, seed)).OrderBy(example => example.Id, StringComparer.Ordinal)];
    }

    /// <summary>The pair as a supervised turn, asked exactly as PI and evaluation ask it.</summary>
    public static TrainingExample Example(ParityExample pair, RunSession session, IReadOnlyDictionary<string, ImageItem> images) =>
        new(pair.Id, session.FullPath(images[pair.ImageId]), session.Task.AnswerPrompt(pair.Question), pair.Answer, pair.Verdict == Verdict.KnownToBoth);

    /// <summary>Spread over images: every image gives one pair before any gives its second. Within that the seed decides.</summary>
    private static IEnumerable<ParityExample> Draw(IEnumerable<ParityExample> known, int count, int seed) =>
        known.Select(example => (Lot: ContentKey.Seed("replay", seed, example.Id), Example: example))
            .GroupBy(drawn => drawn.Example.ImageId)
            .SelectMany(image => image.OrderBy(drawn => drawn.Lot).Select((drawn, turn) => (Turn: turn, drawn.Lot, drawn.Example)))
            .OrderBy(drawn => drawn.Turn)
            .ThenBy(drawn => drawn.Lot)
            .Take(count)
            .Select(drawn => drawn.Example);
}
