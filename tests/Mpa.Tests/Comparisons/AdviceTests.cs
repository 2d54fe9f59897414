using Mpa.Annotation;
using Mpa.Comparisons;
using Mpa.Comparisons.Building;
using Mpa.Evaluation.Judging;
using Mpa.Files;
using Mpa.Leveling;
using Mpa.Parity;
using Mpa.Recipes;
using Mpa.Runs;
using Mpa.Tasks;
using Mpa.Testing;

namespace Mpa.Tests.Comparisons;

/// <summary>What a second opinion is worth, from runs that differ in one alone.</summary>
public sealed class AdviceTests : IDisposable
{
    private readonly World _world = new(images: 30);

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Each_says_what_it_asked_what_came_of_it_and_what_it_is_worth()
    {
        Recipe plain = _world.Recipe with { Level = new LevelOptions { Replay = 0 } };
        RunFolder[] runs =
        [
            await RunAsync("plain", plain),
            await RunAsync("opinion", plain with { Identify = plain.Identify with { Opinion = Other } }),
            await RunAsync("filter", plain with { Annotate = plain.Annotate with { Filter = Gate } }),
            await RunAsync("negatives", plain with { Level = plain.Level with { Negatives = 0.5 } }),
        ];

        Comparison comparison = ComparisonWriter.Write(runs, _world.At("compared"));

        Assert.Equal(
            [("opinion", "plain"), ("filter", "plain"), ("negatives", "plain")],
            comparison.Advice!.Select(advice => (advice.Kind, advice.Other)));
        Assert.Equal(
            [Rows<Answer>(runs[1].OpinionAnswers), Rows<FilterReply>(runs[2].Filter), 0],
            comparison.Advice!.Select(advice => advice.Requests));
        Assert.All(comparison.Advice!, advice => Assert.Equal(
            comparison.Runs.Single(run => run.Name == advice.Run).AgainstFirst, advice.Difference));
        Snapshot.Match(string.Join('\n', comparison.Advice!.Select(advice => advice.Sentence)), "sentences");
    }

    [Fact]
    public async Task The_page_and_the_table_of_pairs_tell_them()
    {
        Recipe plain = _world.Recipe;
        RunFolder[] runs =
        [
            await RunAsync("plain", plain),
            await RunAsync("opinion", plain with { Identify = plain.Identify with { Opinion = Other } }),
            await RunAsync("filter", plain with { Annotate = plain.Annotate with { Filter = Gate } }),
        ];

        Comparison comparison = ComparisonWriter.Write(runs, _world.At("compared"));
        string page = File.ReadAllText(ComparisonWriter.PageOf(_world.At("compared")));

        Assert.Contains("What second opinions are worth", page);
        Assert.Contains(">passed the filter<", page);
        Assert.Contains(">disputed<", page);
        Assert.Contains(
            "What second opinions are worth", File.ReadAllText(_world.At("compared", "compare.md")));
        Assert.EndsWith(", less those that another model disputes", comparison.Runs[1].Meaning);
        Assert.EndsWith(", of images that a filter lets pass", comparison.Runs[2].Meaning);
    }

    [Fact]
    public async Task A_judge_in_the_matchers_place_is_compared_with_the_matcher()
    {
        VqaTask task = new() { Name = "own", Ask = [new AskPrompt { Prompt = "Write one question." }] };
        Recipe plain = _world.Recipe with { Task = task };
        MatcherOptions judge = new()
        {
            Judge = new JudgeOptions { Model = ModelReference.Of(_world.At("judge")) },
        };
        RunFolder[] runs =
        [
            await RunAsync("plain", plain),
            await RunAsync("judge", plain with { Task = task with { Matcher = judge } }),
        ];

        Advice advice = Assert.Single(ComparisonBuilder.Build(runs).Advice!);

        Assert.Equal(("judge", Rows<Judgement>(runs[1].PairJudgements)), (advice.Kind, advice.Requests));
        Assert.Contains("asked about ", advice.Sentence);
    }

    [Fact]
    public async Task Runs_that_differ_in_more_say_nothing_of_it()
    {
        Recipe plain = _world.Recipe;
        LevelOptions two = plain.Level with { Negatives = 0.5, Epochs = 3 };
        RunFolder[] runs = [await RunAsync("plain", plain), await RunAsync("two", plain with { Level = two })];

        Assert.Null(ComparisonBuilder.Build(runs).Advice);
    }

    private OpinionOptions Other => new() { Model = ModelReference.Of(_world.At("other")) };

    private FilterOptions Gate =>
        new() { Model = ModelReference.Of(_world.At("gate")), Question = "Is number 3 worth it?" };

    private static long Rows<TRow>(string path)
        where TRow : class => JsonLines.Read<TRow>(path).Count;

    private async Task<RunFolder> RunAsync(string name, Recipe recipe)
    {
        _world.Recipe = recipe with { Output = _world.At(name) };
        await _world.RunAsync(cancellation: TestContext.Current.CancellationToken);
        return _world.Run;
    }
}
