using System.Globalization;
using Mpa.Files;
using Mpa.Leveling;
using Mpa.Parity;
using Mpa.Recipes;
using Mpa.Runs;
using Mpa.Statistics;

namespace Mpa.Rounds;

/// <summary>
/// Levels, identifies again with the leveled student, and levels that one further, until a round brings nothing. Each
/// round is a run folder of its own: the first is the recipe's, the others lie in it as round-2, round-3 … The teacher
/// is asked once: its rows are reused. No label decides anything here (docs/decisions/0012-rounds.md).
/// </summary>
/// <param name="parts">Those of the pipeline.</param>
/// <param name="run">Runs a round's recipe until a stage, both shown to whoever watches.</param>
public sealed class RoundRunner(RunParts parts, Func<Recipe, Stage, Task> run)
{
    /// <summary>Runs every round. Stopped in any way, the same call goes on.</summary>
    /// <param name="recipe">With <see cref="Recipe.Rounds"/>.</param>
    /// <param name="cancellation">Ends the work at a batch's end.</param>
    /// <returns>What stands in 7-rounds.jsonl.</returns>
    public async Task<IReadOnlyList<RoundRow>> RunAsync(Recipe recipe, CancellationToken cancellation)
    {
        RunFolder first = new(recipe.Output);
        List<RoundRow> rows = [];
        Recipe round = recipe;
        await run(round, Stage.Report);
        while (true)
        {
            Recipe next = Next(recipe, round, rows.Count + 2);
            RoundRow row = await DecideAsync(recipe.Rounds!, round, next, rows.Count + 1, cancellation);
            rows.Add(row);
            JsonLines.Replace(first.Rounds, rows);
            if (row.Stop is not null)
            {
                return rows;
            }

            await run(next, Stage.Report);
            round = next;
        }
    }

    /// <summary>
    /// The folder of the last round whose student was accepted; null when it is the student as it was.
    /// </summary>
    public static RunFolder? Best(RunFolder first) =>
        JsonLines.Read<RoundRow>(first.Rounds).LastOrDefault(row => row.Accepted) is { } row
            ? first.Round(row.Round)
            : null;

    /// <summary>
    /// The same recipe with the leveled student in the student's place and every row of the rounds before at hand.
    /// </summary>
    private static Recipe Next(Recipe recipe, Recipe round, int number)
    {
        RunFolder first = new(recipe.Output);
        IEnumerable<string> earlier = Enumerable.Range(1, number - 1).Reverse().Select(one => first.Round(one).Root);
        return recipe with
        {
            Student = round.Student.At(new RunFolder(round.Output).Leveled),
            Output = first.Round(number).Root,
            Reuse = [.. earlier, .. recipe.Reuse],
        };
    }

    private async Task<RoundRow> DecideAsync(
        RoundsOptions options, Recipe round, Recipe next, int number, CancellationToken cancellation)
    {
        int selected = Leveler.Choose(new RunSession(round, parts)).Selected.Count;
        RoundRow row = new(
            Round: number,
            Folder: number == 1 ? "." : $"round-{number}",
            Selected: selected,
            HeldOut: 0,
            Before: null,
            Gain: null,
            Accepted: false,
            Stop: null);
        if (!Directory.Exists(next.Student.Path))
        {
            return row with { Stop = "nothing was selected, so no student was leveled" };
        }

        ParityExample[] before = HeldOutPairs(round);
        if (before.Length == 0)
        {
            return row with
            {
                Stop = "no pair that the teacher repeats is about a held-out image, so a gain can't be seen",
            };
        }

        Dictionary<string, ParityExample> after = await AfterAsync(next, cancellation);
        before = [.. before.Where(pair => after.ContainsKey(pair.Id))];
        if (before.Length == 0)
        {
            return row with
            {
                Stop = "the next round asks about none of the held-out images (annotate.targetKept), so a gain "
                    + "can't be seen",
            };
        }

        Difference gain = Bootstrap.Paired(
            [.. before.Select(pair => new Observation(pair.ImageId, Right(after[pair.Id]) - Right(pair)))]);
        row = row with
        {
            HeldOut = before.Length,
            Before = before.Average(Right),
            Gain = gain,
            Accepted = gain.Value > 0,
        };
        string? stop = row.Accepted
            ? await LimitAsync(options, next, number)
            : "no gain on the held-out pairs: the student before this round is kept";
        return row with { Stop = stop };
    }

    /// <summary>
    /// What the leveled student makes of the held-out pairs, by id. With a target of kept pairs the next round may ask
    /// about fewer images than the one before.
    /// </summary>
    private async Task<Dictionary<string, ParityExample>> AfterAsync(Recipe next, CancellationToken cancellation)
    {
        await run(next, Stage.Annotate);
        RunSession session = new(next, parts);
        using RunLock alone = RunLock.Take(session.Folder);
        IEnumerable<ParityExample> decided =
            await new ParityIdentifier(session, Stage.Identify).DecideAsync(HeldOut.Of(next)!, cancellation);
        return decided.ToDictionary(pair => pair.Id);
    }

    private async Task<string?> LimitAsync(RoundsOptions options, Recipe next, int number)
    {
        if (number >= options.Most)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{options.Most} rounds were asked for");
        }

        await run(next, Stage.Identify);
        int kept = Leveler.Choose(new RunSession(next, parts)).Selected.Count;
        return kept < options.MinKept
            ? string.Create(
                CultureInfo.InvariantCulture, $"only {kept} pairs are left to learn, fewer than {options.MinKept}")
            : null;
    }

    private static ParityExample[] HeldOutPairs(Recipe recipe) =>
    [
        .. JsonLines.Stream<ParityExample>(new RunFolder(recipe.Output).Parity)
            .Where(pair => pair.Verdict.TeacherRepeats() && HeldOut.Of(recipe)!(pair.ImageId)),
    ];

    private static double Right(ParityExample pair) => pair.Verdict.StudentGives() ? 1 : 0;
}

/// <summary>One round of leveling (a row of 7-rounds.jsonl in the first round's folder).</summary>
/// <param name="Round">Counted from 1.</param>
/// <param name="Folder">The round's run folder, relative to the first one's; "." for the first.</param>
/// <param name="Selected">Pairs that it trained on.</param>
/// <param name="HeldOut">Pairs about held-out images that the teacher repeats.</param>
/// <param name="Before">Share of these that the student gave before the round; null when there are none.</param>
/// <param name="Gain">What the round added on them; null when it trained nothing or there are none.</param>
/// <param name="Accepted">Whether the round's student is better than the one before, by the held-out pairs.</param>
/// <param name="Stop">Why no round follows; null when one does.</param>
public sealed record RoundRow(
    int Round, string Folder, int Selected, int HeldOut, double? Before, Difference? Gain, bool Accepted, string? Stop);

/// <summary>How leveling is repeated with the leveled student (docs/decisions/0012-rounds.md).</summary>
public sealed record RoundsOptions
{
    /// <summary>At most so many rounds.</summary>
    [Between(1, 100)]
    public int Most { get; init; } = 2;

    /// <summary>Stops before a round that would train on fewer pairs than this.</summary>
    [AtLeast(1)]
    public int MinKept { get; init; } = 100;

    /// <summary>
    /// Share of the images whose pairs are not trained on, in any round: on them a round must show a gain.
    /// </summary>
    [Between(0.001, 0.9)]
    public double HoldOut { get; init; } = 0.1;
}
