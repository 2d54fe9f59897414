using Mpa.Files;
using Mpa.Models;
using Mpa.Parity;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Tests.Parity;

/// <summary>A third model that answers the questions of pairs that would be kept.</summary>
public sealed class SecondOpinionTests
{
    [Fact]
    public async Task What_another_model_answers_otherwise_is_disputed_and_not_taught()
    {
        using World plain = new(images: 30);
        await plain.RunAsync(cancellation: TestContext.Current.CancellationToken);
        using World world = Asked();
        await world.RunAsync(cancellation: TestContext.Current.CancellationToken);

        string[] kept = Ids(plain, Verdict.Kept), still = Ids(world, Verdict.Kept);
        string[] disputed = Ids(world, Verdict.Disputed);
        Assert.NotEmpty(disputed);
        Assert.NotEmpty(still);
        Assert.Empty(still.Concat(disputed).Except(kept));
        Assert.All(
            JsonLines.Read<ParityExample>(world.Run.Parity),
            pair => Assert.Equal(pair.OpinionAnswer is not null, kept.Contains(pair.Id)));
        Assert.Equal(
            still.Length, world.Trainer.Calls.Single().Count(example => !example.Replayed));
        Assert.Contains($"{disputed.Length} more would be kept", File.ReadAllText(world.Run.At("6-report.md")));
    }

    [Fact]
    public async Task It_is_asked_about_what_would_be_kept_alone_and_once()
    {
        using World world = Asked();
        await world.RunAsync(until: Stage.Identify, cancellation: TestContext.Current.CancellationToken);

        int asked = world.Asked("other").Count();
        Assert.Equal(
            JsonLines.Read<ParityExample>(world.Run.Parity).Count(pair => pair.OpinionAnswer is not null), asked);

        world.Forget();
        File.Delete(world.Run.Manifest);
        await world.RunAsync(until: Stage.Identify, cancellation: TestContext.Current.CancellationToken);
        Assert.Empty(world.Asked("other"));
    }

    [Fact]
    public void Its_model_is_among_those_that_a_run_needs() => Assert.Equal(
        [(ModelRole.Opinion, "other")],
        Asked().Recipe.Advisers.Select(adviser => (adviser.Role, adviser.Model.DisplayName)));

    private static string[] Ids(World world, Verdict verdict) =>
    [
        .. JsonLines.Read<ParityExample>(world.Run.Parity)
            .Where(pair => pair.Verdict == verdict)
            .Select(pair => pair.Id),
    ];

    private static World Asked()
    {
        World world = new(images: 30);
        world.Recipe = world.Recipe with
        {
            Identify = world.Recipe.Identify with
            {
                Opinion = new OpinionOptions { Model = ModelReference.Of(world.At("other")) },
            },
        };
        return world;
    }
}
