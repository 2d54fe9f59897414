using Mpa.Annotation;
using Mpa.Evaluation.Judging;
using Mpa.Files;
using Mpa.Parity;
using Mpa.Recipes;
using Mpa.Reports;
using Mpa.Runs;
using Mpa.Statistics;

namespace Mpa.Comparisons.Building;

/// <summary>
/// Says what a second opinion is worth (a filter of images, a judge, another model's word on pairs, negatives), from
/// runs that differ in one of them and in nothing else.
/// </summary>
internal static class AdviceBuilder
{
    private static readonly Adviser[] All =
    [
        new("filter", "A filter of images", "of images that a filter lets pass")
        {
            IsIn = recipe => recipe.Annotate.Filter is not null,
            Without = recipe => recipe with { Annotate = recipe.Annotate with { Filter = null } },
            Asked = folder => JsonLines.Stream<FilterReply>(folder.Filter).LongCount(),
            Tell = Filter,
        },
        new("judge", "A judge in the matcher's place", "by a judge's word")
        {
            IsIn = recipe => recipe.Task.Matcher?.Judge is not null,
            Without = recipe => recipe with
            {
                Task = recipe.Task with { Matcher = recipe.Task.Matcher! with { Judge = null } },
            },
            Asked = folder => JsonLines.Stream<Judgement>(folder.PairJudgements).LongCount(),
            Tell = (one, asked) => $"asked about {Figures.Count(asked)} answers, {Kept(one)}",
        },
        new("opinion", "Another model's opinion", "less those that another model disputes")
        {
            IsIn = recipe => recipe.Identify.Opinion is not null,
            Without = recipe => recipe with { Identify = recipe.Identify with { Opinion = null } },
            Asked = folder => JsonLines.Stream<Answer>(folder.OpinionAnswers).LongCount(),
            Tell = (one, asked) => $"asked about {Figures.Count(asked)} pairs, it disputes "
                + $"{Figures.Count(one.Rows.Pairs.Verdicts.GetValueOrDefault(Verdict.Disputed))}; {Kept(one)}",
        },
        new("negatives", "A share of negatives", "and questions put to other images")
        {
            IsIn = recipe => recipe.Level.Negatives > 0,
            Without = recipe => recipe with { Level = recipe.Level with { Negatives = 0, NegativeAnswer = null } },
            Asked = _ => 0,
            Tell = (_, _) => "nobody is asked",
        },
    ];

    /// <summary>Each run with one of them against the same run without, in the order of the runs.</summary>
    public static IReadOnlyList<Advice> Build(
        IReadOnlyList<RunScores> runs, IReadOnlyList<ComparedRun> compared, HashSet<string> questions) =>
    [
        .. from one in runs.Index()
           from adviser in All
           where adviser.IsIn(one.Item.Rows.Recipe)
           from other in runs.Index()
           where IsSameWithout(one.Item.Rows.Recipe, adviser, other.Item.Rows.Recipe)
           select Of(adviser, (one.Item, compared[one.Index]), (other.Item, compared[other.Index]), questions),
    ];

    /// <summary>What a run trains on beside its rule, or less, after the rule's meaning; "" for most.</summary>
    public static string Meaning(Recipe recipe) =>
        string.Concat(All.Where(adviser => adviser.IsIn(recipe)).Select(adviser => ", " + adviser.Meaning));

    private static bool IsSameWithout(Recipe one, Adviser adviser, Recipe other) =>
        !adviser.IsIn(other) && RecipeChanges.Between(other, adviser.Without(one)).Count == 0;

    private static Advice Of(
        Adviser adviser,
        (RunScores Scores, ComparedRun Run) with,
        (RunScores Scores, ComparedRun Run) without,
        HashSet<string> questions)
    {
        Difference difference = ContrastBuilder.Paired(without.Scores, with.Scores, questions);
        long asked = adviser.Asked(with.Scores.Folder);
        string sentence = $"{ContrastBuilder.Worth(adviser.Name, difference)}: {adviser.Tell(with.Scores, asked)}"
            + $"{Spared(with.Scores, without.Scores)}. Trained on {Examples(with.Run)}, the student reaches "
            + $"{Figures.Percent(with.Run.Score)}; without it, on {Examples(without.Run)}, "
            + $"{Figures.Percent(without.Run.Score)}{ContrastBuilder.Budget(with.Run, without.Run)}.";
        return new Advice(with.Run.Name, without.Run.Name, adviser.Kind, asked, difference, sentence);
    }

    private static string Filter(RunScores one, long asked)
    {
        string images = Figures.Count(one.Rows.Pairs.Filtered(one.Rows.Recipe) ?? 0);
        return asked == 0
            ? $"by its rule alone, it leaves out {images} of {Figures.Count(one.Rows.Pairs.Images)} images"
            : $"asked about {Figures.Count(asked)} images, it leaves out {images}";
    }

    private static string Kept(RunScores one) => $"PI keeps {Figures.Count(one.Rows.Pairs.Kept)}";

    private static string Examples(ComparedRun run) =>
        $"{Figures.Count(run.Examples ?? 0)} examples" + (run.Negatives == 0
            ? ""
            : $", {Figures.Count(run.Negatives)} of them negatives");

    // Pairs that are not written are not answered again either, as often as the teacher is asked and once by the
    // student.
    private static string Spared(RunScores one, RunScores other)
    {
        long spared = Requests(other) - Requests(one);
        return spared <= 0 ? "" : $" and spares {Figures.Count(spared)} requests to teacher and student";
    }

    private static long Requests(RunScores run) => run.Rows.Pairs.Annotations.Values.Sum()
        + (run.Rows.Pairs.Judged * (run.Rows.Recipe.Identify.Samples + 1));

    /// <summary>One way to make sure of what is taught.</summary>
    private sealed record Adviser(string Kind, string Name, string Meaning)
    {
        public required Func<Recipe, bool> IsIn { get; init; }

        public required Func<Recipe, Recipe> Without { get; init; }

        public required Func<RunFolder, long> Asked { get; init; }

        public required Func<RunScores, long, string> Tell { get; init; }
    }
}
