using Mpa.Evaluation;
using Mpa.Images;
using Mpa.Parity;

namespace Mpa.Reports.Building;

/// <summary>Picks test questions whose answer leveling changed for worse or better.</summary>
internal static class ChangesBuilder
{
    private const int Shown = 12;

    /// <summary>
    /// Up to twelve forgotten and twelve learned questions, spread over chart and question kinds; the forgotten first.
    /// </summary>
    public static IReadOnlyList<ChangedAnswer> Sample(ChangedAnswer[] changes) =>
        [.. Pick(changes, learned: false), .. Pick(changes, learned: true)];

    private static IReadOnlyList<ChangedAnswer> Pick(ChangedAnswer[] changes, bool learned) => Sampler.Balanced(
        changes.Where(change => change.Learned == learned), change => $"{change.Slice}\n{change.Kind}", Shown);

    /// <summary>Every one of them, in the order of the test.</summary>
    public static IEnumerable<ChangedAnswer> All(RunRows rows) =>
        from pair in ScoreSet.Of(rows, rows.Questions.ContainsKey).Paired
        where ScoreSet.IsRight(pair.Before) != ScoreSet.IsRight(pair.After)
        select Change(rows, rows.Questions[pair.Before.QuestionId], pair.Before, pair.After);

    private static ChangedAnswer Change(RunRows rows, TestQuestion asked, Score before, Score after) => new(
        QuestionId: asked.Id,
        Image: asked.Image,
        Slice: asked.Slice,
        Kind: asked.Kind,
        Question: asked.Question,
        Expected: asked.Answers,
        Before: Said(before),
        After: Said(after),
        Teacher: rows.Teacher.GetValueOrDefault(asked.Id)?.Text,
        Learned: ScoreSet.IsRight(after));

    private static string Said(Score score) => score.Error is null ? score.Text : $"(no answer: {score.Error})";
}

/// <summary>Picks pairs of stage 3 to look at.</summary>
internal static class ExamplesBuilder
{
    private const int Shown = 24;

    /// <summary>Up to 24 pairs, balanced over the verdicts, the kept first.</summary>
    public static IReadOnlyList<ExamplePair> Build(RunPairs pairs)
    {
        IReadOnlyList<ParityExample> shown =
            Sampler.Balanced(pairs.AllJudged(), pair => pair.Verdict, Shown, verdicts => verdicts.Order());
        IReadOnlyDictionary<string, ImageItem> items = pairs.Items(shown.Select(pair => pair.ImageId));
        IReadOnlyDictionary<string, string> replies = pairs.RawReplies(shown.Select(pair => pair.Id));
        return
        [
            .. shown.Select(pair => new ExamplePair(
                pair, items.GetValueOrDefault(pair.ImageId)?.Path, replies.GetValueOrDefault(pair.Id))
            {
                Parts = items.GetValueOrDefault(pair.ImageId)?.Parts,
            }),
        ];
    }
}

/// <summary>
/// Picks rows to show: evenly over groups, and within a group evenly over the file. No chance is involved.
/// </summary>
internal static class Sampler
{
    /// <summary>
    /// Up to <paramref name="count"/> rows, one group after the other giving one; the result keeps the groups together,
    /// in their order of appearance or another. The rows are gone through twice and not kept.
    /// </summary>
    public static IReadOnlyList<T> Balanced<T, TKey>(
        IEnumerable<T> rows, Func<T, TKey> group, int count, Func<IEnumerable<TKey>, IEnumerable<TKey>>? order = null)
        where TKey : notnull
    {
        OrderedDictionary<TKey, int> sizes = [];
        foreach (TKey key in rows.Select(group))
        {
            sizes[key] = sizes.GetValueOrDefault(key) + 1;
        }

        TKey[] keys = [.. order is null ? sizes.Keys : order(sizes.Keys)];
        int[] shares = Shares([.. keys.Select(key => sizes[key])], count);
        EvenPick<T>[] picks = [.. keys.Select((key, index) => new EvenPick<T>(sizes[key], shares[index]))];
        Dictionary<TKey, EvenPick<T>> byKey = keys.Zip(picks).ToDictionary();
        foreach (T row in rows)
        {
            byKey[group(row)].Offer(row);
        }

        return [.. picks.SelectMany(pick => pick.Picked)];
    }

    // Hands out one place at a time to each group that has rows left.
    private static int[] Shares(int[] sizes, int count)
    {
        int[] shares = new int[sizes.Length];
        int left = Math.Min(count, sizes.Sum());
        for (int group = 0; left > 0; group = (group + 1) % sizes.Length)
        {
            if (shares[group] < sizes[group])
            {
                shares[group]++;
                left--;
            }
        }

        return shares;
    }
}

/// <summary>Keeps a few rows that lie evenly over many, as these are gone through.</summary>
/// <param name="size">How many rows there are.</param>
/// <param name="most">How many of them to keep.</param>
internal sealed class EvenPick<T>(int size, int most)
{
    private readonly int _count = Math.Min(size, most);
    private readonly List<T> _picked = [];
    private int _seen;

    /// <summary>Those kept so far.</summary>
    public IReadOnlyList<T> Picked => _picked;

    /// <summary>The next row.</summary>
    public void Offer(T row)
    {
        if (_picked.Count < _count && _seen == (long)_picked.Count * size / _count)
        {
            _picked.Add(row);
        }

        _seen++;
    }
}
