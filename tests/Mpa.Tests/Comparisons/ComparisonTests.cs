using System.Xml;
using System.Xml.Linq;
using Mpa.Comparisons;
using Mpa.Comparisons.Building;
using Mpa.Evaluation;
using Mpa.Files;
using Mpa.Recipes;
using Mpa.Rounds;
using Mpa.Runs;
using Mpa.Testing;

namespace Mpa.Tests.Comparisons;

public sealed class ComparisonTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_says_what_PI_is_worth_from_runs_that_differ_in_the_rule_alone()
    {
        using World world = new(images: 30);
        RunFolder[] runs = await RunAsync(world);

        Comparison comparison = ComparisonWriter.Write(runs, world.At("compared"));

        Assert.Equal(["all", "random", "none"], comparison.Contrasts.Select(contrast => contrast.Rule));
        Assert.Equal(comparison.Contrasts[0].Sentence, comparison.Worth);
        Assert.Matches(@"^PI (is worth|costs|makes no measurable difference)", comparison.Worth);
        Assert.Matches(@"^No measurable winner: parity has 90.0.%, .* over all, the next of 4", comparison.Headline);
        Assert.Null(comparison.Runs[0].AgainstFirst);
        Assert.All(comparison.Runs.Skip(1), run => Assert.NotNull(run.HolmP));
        Assert.Equal(["level.select: all"], comparison.Runs[1].Changes);
    }

    [Fact]
    public async Task Markdown_is_as_agreed()
    {
        using World world = new(images: 30);
        ComparisonWriter.Write(await RunAsync(world), world.At("compared"));

        Snapshot.Match(
            File.ReadAllText(world.At("compared", "compare.md")).Replace(world.At(), "ROOT", StringComparison.Ordinal),
            "markdown");
    }

    [Fact]
    public async Task The_page_is_well_formed_needs_nothing_but_itself_and_tells_its_pictures_in_words()
    {
        using World world = new(images: 30);
        ComparisonWriter.Write(await RunAsync(world), world.At("compared"));
        string page = File.ReadAllText(ComparisonWriter.PageOf(world.At("compared")));

        using XmlReader reader =
            XmlReader.Create(new StringReader(page), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        XElement[] elements = [.. XDocument.Load(reader).Descendants()];
        Assert.DoesNotContain("://", page, StringComparison.Ordinal);
        Assert.DoesNotContain(elements, element => element.Name.LocalName is "script" or "link" or "img");
        Assert.All(
            elements.Where(element => element.Name.LocalName == "table"),
            table => Assert.NotEqual("", table.Elements().First(part => part.Name.LocalName == "caption").Value));
        Assert.All(
            elements.Where(element => element.Name.LocalName == "svg" && element.Parent!.Name.LocalName != "svg"),
            svg => Assert.True(svg.Attribute("aria-label") is not null || svg.Attribute("aria-hidden") is not null));
    }

    [Fact]
    public async Task Runs_with_other_tests_are_refused_by_what_differs()
    {
        using World world = new(images: 20);
        await world.RunAsync(cancellation: Token);
        RunFolder first = world.Run;
        EvaluateOptions test = world.Recipe.Evaluate!;
        world.Recipe =
            world.Recipe with { Output = world.At("f1"), Evaluate = test with { Metric = "f1" }, Reuse = [first.Root] };
        await world.RunAsync(cancellation: Token);
        RunFolder metric = world.Run;
        world.Recipe = world.Recipe with { Output = world.At("short"), Evaluate = test with { Limit = 6 } };
        await world.RunAsync(cancellation: Token);

        string other = Assert.Throws<MpaException>(() => ComparisonBuilder.Build([first, metric])).Message;
        string shorter = Assert.Throws<MpaException>(() => ComparisonBuilder.Build([first, world.Run])).Message;
        Comparison shared = ComparisonBuilder.Build([first, world.Run], sharedOnly: true);

        Assert.Contains("the metric is f1 in f1 and exact in run", other, StringComparison.Ordinal);
        Assert.Contains("answered 6 questions and run 10, 6 of them shared", shorter, StringComparison.Ordinal);
        Assert.Equal(6, shared.Questions);
        Assert.Contains(shared.Notes, note => note.Contains("computed on the 6 questions", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_run_without_scores_is_refused()
    {
        using World world = new();
        await world.RunAsync(until: Stage.Level, cancellation: Token);

        MpaException error = Assert.Throws<MpaException>(() => ComparisonBuilder.Build([world.Run, world.Run]));

        Assert.Contains("has no scores", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_rounds_the_last_accepted_student_is_compared()
    {
        using World world = new(images: 40);
        await world.RunAsync(cancellation: Token);
        RunFolder single = world.Run;
        RoundsOptions rounds = new() { Most = 3, MinKept = 1, HoldOut = 0.4 };
        world.Recipe = world.Recipe with { Output = world.At("rounds"), Rounds = rounds, Reuse = [single.Root] };
        Task<Manifest> RunAsync(Recipe recipe, Stage until) =>
            new Pipeline(world.Parts).RunAsync(recipe, until: until, cancellation: Token);
        await new RoundRunner(world.Parts, RunAsync).RunAsync(world.Recipe, Token);

        ComparedRun run = ComparisonBuilder.Build([single, world.Run]).Runs[1];

        Assert.Equal([true, false], run.Rounds.Select(round => round.Accepted));
        Assert.Equal(
            JsonLines.Read<Score>(world.Run.Scores(Examinee.After)).Average(score => score.Value),
            run.Score!.Value,
            12);
    }

    [Fact]
    public async Task Thresholds_are_swept_without_a_request_and_the_runs_own_is_marked()
    {
        using World world = new(images: 20);
        Manifest manifest = await world.RunAsync(cancellation: Token);
        world.Forget();

        IReadOnlyList<ThresholdPoint> points = ThresholdSweep.Of(world.Run, world.Recipe);

        Assert.Empty(world.Opened);
        Assert.Equal(manifest.Stages[Stage.Identify].Out["kept"], Assert.Single(points, point => point.IsOwn).Kept);
        Assert.All(points.GroupBy(point => point.Matcher), matcher =>
        {
            int[] repeated = [.. matcher.OrderBy(point => point.Threshold).Select(point => point.Repeated)];
            Assert.Equal(repeated.OrderDescending(), repeated);
        });
    }

    private static async Task<RunFolder[]> RunAsync(World world)
    {
        List<RunFolder> runs = [];
        foreach (string rule in new[] { "parity", "all", "random", "none" })
        {
            world.Recipe = world.Recipe with
            {
                Output = world.At(rule),
                Level = world.Recipe.Level with { Select = rule },
                Reuse = [.. runs.Select(run => run.Root)],
            };
            await world.RunAsync(cancellation: Token);
            runs.Add(world.Run);
        }

        return [.. runs];
    }
}
