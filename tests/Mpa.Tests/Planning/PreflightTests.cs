using Mpa.Planning;
using Mpa.Runs;

namespace Mpa.Tests.Planning;

/// <summary>What a run needs is looked at before anything is asked.</summary>
public sealed class PreflightTests : IDisposable
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private readonly World _world = new();

    [Theory]
    [InlineData("teacher")]
    [InlineData("student")]
    public async Task A_model_that_cannot_be_used_ends_run_and_plan_before_the_first_request(string name)
    {
        _world.Unfit.Add(name);

        MpaException run = await Assert.ThrowsAsync<MpaException>(() => _world.RunAsync(cancellation: Token));
        MpaException plan = Assert.Throws<MpaException>(() => RunPlan.Of(_world.Recipe, _world.Parts));

        Assert.Equal($"{name}: {name} can't be used", run.Message);
        Assert.Equal(run.Message, plan.Message);
        Assert.Empty(_world.Opened);
    }

    [Fact]
    public async Task A_model_whose_every_answer_is_on_file_is_not_needed()
    {
        await _world.RunAsync(cancellation: Token);
        _world.Unfit.Add("teacher");
        _world.Recipe = _world.Recipe with { Level = new() { Replay = 0.25 } };
        _world.Forget();

        await _world.RunAsync(cancellation: Token);

        Assert.Single(_world.Trainer.Calls);
        Assert.DoesNotContain(_world.Opened, model => model.Name == "teacher");
    }

    [Fact]
    public async Task Only_what_the_stages_asked_for_need_is_looked_at()
    {
        _world.Unfit.Add("student");

        await _world.RunAsync(until: Stage.Annotate, cancellation: Token);

        Assert.Single(_world.Opened);
    }

    [Fact]
    public async Task A_missing_test_ends_the_run_before_the_first_request()
    {
        File.Delete(_world.At("test", "questions.jsonl"));

        MpaException error = await Assert.ThrowsAsync<MpaException>(() => _world.RunAsync(cancellation: Token));

        Assert.Contains("questions.jsonl: no such test split", error.Message);
        Assert.Empty(_world.Opened);
    }

    [Fact]
    public async Task A_missing_image_of_the_test_ends_the_run_before_the_first_request()
    {
        File.Delete(_world.At("test", "3.png"));

        await Assert.ThrowsAsync<MpaException>(() => _world.RunAsync(cancellation: Token));

        Assert.Empty(_world.Opened);
    }

    [Fact]
    public async Task A_limit_takes_the_first_images_and_a_larger_one_asks_about_the_further_ones_only()
    {
        _world.Recipe = _world.Recipe with { ImageLimit = 3 };
        await _world.RunAsync(until: Stage.Annotate, cancellation: Token);
        int first = _world.Asked("teacher").Count();
        _world.Forget();
        _world.Recipe = _world.Recipe with { ImageLimit = 5 };

        await _world.RunAsync(until: Stage.Annotate, cancellation: Token);

        Assert.Equal((6, 4), (first, _world.Asked("teacher").Count()));
    }

    [Fact]
    public async Task A_plan_after_identify_counts_the_pairs_that_will_train()
    {
        await _world.RunAsync(until: Stage.Identify, cancellation: Token);

        StagePlan level = RunPlan.Of(_world.Recipe, _world.Parts).Stages.Single(stage => stage.Stage == Stage.Level);
        await _world.RunAsync(until: Stage.Level, cancellation: Token);

        Assert.Equal(_world.Trainer.Calls[^1].Count, level.Pairs);
    }

    public void Dispose() => _world.Dispose();
}
