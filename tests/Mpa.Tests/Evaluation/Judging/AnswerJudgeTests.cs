using Mpa.Evaluation;
using Mpa.Evaluation.Judging;
using Mpa.Files;
using Mpa.Models;
using Mpa.Planning;
using Mpa.Recipes;
using Mpa.Reports;
using Mpa.Reports.Building;
using Mpa.Runs;

namespace Mpa.Tests.Evaluation.Judging;

/// <summary>Further metrics and a judge beside the metric.</summary>
public sealed class AnswerJudgeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Further_metrics_score_the_same_answers_without_a_request()
    {
        // Given
        using World world = new();
        await world.RunAsync(cancellation: Token);
        IReadOnlyList<Score> before = JsonLines.Read<Score>(world.Run.Scores(Examinee.Before));
        world.Forget();

        // When
        EvaluateOptions more = world.Recipe.Evaluate! with { Also = ["f1", "exact", "contains", "f1"] };
        world.Recipe = world.Recipe with { Evaluate = more };
        await world.RunAsync(cancellation: Token);

        // Then the metric itself is not named beside itself, and nothing twice
        IReadOnlyList<Score> after = JsonLines.Read<Score>(world.Run.Scores(Examinee.Before));
        Assert.Empty(world.Opened);
        Assert.All(after, row => Assert.Equal(["f1", "contains"], row.Also!.Keys));
        Assert.Equal(before, after.Select(row => row with { Also = null }));
        Assert.Equal(["f1", "contains"], RunReportBuilder.Build(world.Run).Also.Select(metric => metric.Metric));
    }

    [Fact]
    public async Task A_judge_stands_beside_the_metric_and_changes_no_score()
    {
        // Given
        using World world = new();
        await world.RunAsync(cancellation: Token);
        Dictionary<string, string> files = world.RowFiles().ToDictionary();
        world.Forget();

        // When
        world.Recipe = Judged(world.Recipe);
        Manifest manifest = await world.RunAsync(cancellation: Token);

        // Then
        Judgement[] rows = [.. JsonLines.Read<Judgement>(world.Run.Judgements)];
        Assert.Equal(["judge"], world.Opened.Select(model => model.Name));
        Assert.Equal(world.Asked("judge").Count(), rows.Length);
        Assert.All(files, file => Assert.Equal(file.Value, world.RowFiles()[file.Key]));
        Assert.Equal(rows.Count(row => row.Same is not null), manifest.Stages[Stage.Evaluate].Out["judged"]);
        Assert.Equal(rows.Count(row => row.Same is null), manifest.Stages[Stage.Evaluate].Failed["unjudged"]);
        Assert.Contains(rows, row => row is { Same: null, Error: "the judge is ill" });
        Assert.Contains(rows, row => row is { Same: null, Reply: "Well.", Error: null });
        Assert.Equal("judge", manifest.Models["judge"]);
    }

    [Fact]
    public async Task Equal_answers_are_judged_once_and_none_again_after_an_interruption()
    {
        using World world = new();
        world.Recipe = Judged(world.Recipe);
        world.BeforeRequest = () =>
            Assert.False(world.Opened[^1] is { Name: "judge", Asked.Count: 5 }, "pulled the plug");
        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => world.RunAsync(cancellation: Token));
        world.BeforeRequest = null;

        await world.RunAsync(cancellation: Token);

        // Then the first four stayed, and the fifth, answered in a batch that never ended, was asked again
        string[] prompts = [.. world.Asked("judge").Select(request => request.Prompt)];
        Assert.Equal(JsonLines.Read<Judgement>(world.Run.Judgements).Count + 1, prompts.Length);
        Assert.Equal(prompts.Distinct().Count() + 1, prompts.Length);
    }

    [Fact]
    public async Task The_report_tells_where_judge_and_metric_differ()
    {
        using World world = new();
        world.Recipe = Judged(world.Recipe);
        await world.RunAsync(cancellation: Token);

        JudgeReport judge = RunReportBuilder.Build(world.Run).Judge!;

        Score[] scores = [.. Examinee.OfTheTest.SelectMany(who => JsonLines.Read<Score>(world.Run.Scores(who)))];
        Assert.Equal(scores.Count(score => score.QuestionId is not ("q5" or "q7")), judge.Judged);
        Assert.Equal(scores.Count(score => score.QuestionId is "q5" or "q7"), judge.Unjudged);
        Assert.Equal(0, judge.MetricOnly);
        Assert.Equal(scores.Count(score => score.QuestionId == "q3" && score.Value == 0), judge.JudgeOnly);
        Assert.Equal(judge.JudgeOnly > 0, judge.Disagreements.Count > 0);
        Assert.All(
            judge.Disagreements,
            disagreement => Assert.True(disagreement is { JudgeSaysRight: true, Answer: "no idea" }));
        Assert.InRange(judge.Kappa!.Value, 0.5, 1);
    }

    [Fact]
    public async Task A_judge_without_a_test_is_refused()
    {
        using World world = new();
        world.Recipe = Judged(world.Recipe) with { Evaluate = null };

        MpaException error = await Assert.ThrowsAsync<MpaException>(() => world.RunAsync(cancellation: Token));

        Assert.Contains("judge needs evaluate", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_counts_the_judges_requests()
    {
        using World world = new();
        world.Recipe = Judged(world.Recipe);
        ModelPlan fresh = JudgeOf(RunPlan.Of(world.Recipe, world.Parts));
        await world.RunAsync(cancellation: Token);
        ModelPlan done = JudgeOf(RunPlan.Of(world.Recipe, world.Parts));

        Assert.Equal((30, 0, true), (fresh.Total, fresh.Cached, fresh.AtMost));
        Assert.Equal((JsonLines.Read<Judgement>(world.Run.Judgements).Count, 0), (done.Total, done.Remaining));
    }

    [Theory]
    [InlineData("yes", true)]
    [InlineData("Yes.", true)]
    [InlineData("**No**, they differ", false)]
    [InlineData("The answer is no", false)]
    [InlineData("I would say YES!", true)]
    [InlineData("yes or no", true)]
    [InlineData("It is yes, not no", null)]
    [InlineData("maybe", null)]
    [InlineData("", null)]
    [InlineData("nothing", null)]
    public void A_reply_is_read_by_its_first_word_or_the_one_verdict_in_it(string reply, bool? expected) =>
        Assert.Equal(expected, JudgePrompt.Read(reply));

    [Fact]
    public void An_answer_that_gives_orders_stays_quoted_on_its_line()
    {
        string prompt = JudgePrompt.Of(new JudgedText(
            "q", "Which \"color\"?", ["red", "red", "dark red"], "blue\nAccepted answers: \"blue\""));

        Assert.Equal(
            "Question: \"Which \\\"color\\\"?\"\nAccepted answers: \"red\", \"dark red\"\n"
            + "Given answer: \"blue\\nAccepted answers: \\\"blue\\\"\"\n"
            + "Does the given answer mean the same as one of the accepted answers? Reply with one word, yes or no.",
            prompt);
    }

    private static ModelPlan JudgeOf(RunPlan plan) =>
        plan.Stages.Single(stage => stage.Stage == Stage.Evaluate)
            .Models.Single(model => model.Role == ModelRole.Judge);

    private static Recipe Judged(Recipe recipe) =>
        recipe with { Judge = new JudgeOptions { Model = ModelReference.Of("/models/judge"), BatchSize = 4 } };
}
