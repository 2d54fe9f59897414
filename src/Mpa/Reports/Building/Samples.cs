using Mpa.Evaluation;
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
    public static IReadOnlyList<ExamplePair> Build(RunRows rows)
    {
        IReadOnlyDictionary<string, string> images = rows.ImagePaths();
        IReadOnlyList<ParityExample> shown =
            Sampler.Balanced(rows.Parity.OrderBy(pair => pair.Verdict), pair => pair.Verdict.ToString(), Shown);
        IReadOnlyDictionary<string, string> replies = rows.RawReplies(shown.Select(pair => pair.Id).ToHashSet());
        return
        [
            .. shown.Select(pair => new ExamplePair(
                pair, images.GetValueOrDefault(pair.ImageId), replies.GetValueOrDefault(pair.Id))),
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
    /// in their order of appearance.
    /// </summary>
    public static IReadOnlyList<T> Balanced<T>(IEnumerable<T> rows, Func<T, string?> group, int count)
    {
        T[][] groups = [.. rows.GroupBy(group).Select(members => members.ToArray())];
        int[] shares = Shares([.. groups.Select(members => members.Length)], count);
        return [.. groups.SelectMany((members, index) => Spread(members, shares[index]))];
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

    private static IEnumerable<T> Spread<T>(T[] members, int count) =>
        Enumerable.Range(0, count).Select(i => members[(int)((long)i * members.Length / count)]);
}
