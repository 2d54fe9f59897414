using Mpa.Files;
using Mpa.Parity;
using Mpa.Rounds;
using Mpa.Runs;

namespace Mpa.Tests.Rounds;

/// <summary>The fake's leveled student knows more than the student, and no more after a second round.</summary>
public sealed class RoundRunnerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rounds_end_when_one_brings_no_gain_and_the_student_before_it_is_kept()
    {
        using World world = Create(new() { Most = 5, MinKept = 1, HoldOut = 0.4 });

        IReadOnlyList<RoundRow> rows = await RunAsync(world);

        Assert.Equal([true, false], rows.Select(row => row.Accepted));
        Assert.Null(rows[0].Stop);
        Assert.StartsWith("no gain", rows[1].Stop, StringComparison.Ordinal);
        Assert.Equal(world.Run, RoundRunner.Best(world.Run));
        Assert.Equal(rows, JsonLines.Read<RoundRow>(world.Run.Rounds));
    }

    [Fact]
    public async Task The_teacher_is_asked_once_and_every_round_trains_the_student_of_the_one_before()
    {
        using World world = Create(new() { Most = 2, MinKept = 1, HoldOut = 0.4 });
        await RunAsync(world);
        int asked = world.Asked("teacher").Count();

        using World single = Create(null);
        await single.RunAsync(cancellation: Token);

        Assert.Equal(single.Asked("teacher").Count(), asked);
        Assert.Equal(world.Run.Leveled, ManifestStore.Read(world.Run.Round(2))!.Recipe.Student.Path);
        Assert.True(Directory.Exists(world.Run.Round(2).Leveled));
    }

    [Fact]
    public async Task No_round_trains_on_held_out_images()
    {
        using World world = Create(new() { Most = 2, MinKept = 1, HoldOut = 0.4 });
        IReadOnlyList<RoundRow> rows = await RunAsync(world);

        HashSet<string> trained = [.. world.Trainer.Calls.SelectMany(call => call).Select(example => example.Id)];
        int consistent = JsonLines.Read<ParityExample>(world.Run.Parity)
            .Count(pair => pair.Verdict is Verdict.Kept or Verdict.KnownToBoth && !trained.Contains(pair.Id));

        Assert.InRange(rows[0].HeldOut, 1, consistent);
        Assert.Equal(rows[0].HeldOut, rows[1].HeldOut);
    }

    [Theory]
    [InlineData(1, 1, "1 rounds were asked for")]
    [InlineData(5, 1000, "fewer than 1000")]
    public async Task Rounds_end_by_number_or_for_want_of_pairs(int most, int minKept, string told)
    {
        using World world = Create(new() { Most = most, MinKept = minKept, HoldOut = 0.4 });

        IReadOnlyList<RoundRow> rows = await RunAsync(world);

        Assert.Contains(told, Assert.Single(rows).Stop, StringComparison.Ordinal);
        Assert.Single(world.Trainer.Calls);
    }

    [Fact]
    public async Task Done_rounds_are_not_done_again()
    {
        using World world = Create(new() { Most = 5, MinKept = 1, HoldOut = 0.4 });
        IReadOnlyList<RoundRow> rows = await RunAsync(world);
        world.Forget();

        IReadOnlyList<RoundRow> again = await RunAsync(world);

        Assert.Equal(rows, again);
        Assert.Empty(world.Opened);
        Assert.Empty(world.Trainer.Calls);
    }

    [Fact]
    public async Task Without_a_leveled_student_there_is_one_round()
    {
        using World world = Create(new() { Most = 3, HoldOut = 0.4 });
        world.Recipe = world.Recipe with { Student = world.Recipe.Teacher, Identify = new() { Matcher = "contains" } };

        RoundRow row = Assert.Single(await RunAsync(world));

        Assert.Contains("no student was leveled", row.Stop, StringComparison.Ordinal);
        Assert.Null(RoundRunner.Best(world.Run));
    }

    private static World Create(RoundsOptions? rounds)
    {
        World world = new(images: 40);
        world.Recipe = world.Recipe with { Rounds = rounds };
        return world;
    }

    private static Task<IReadOnlyList<RoundRow>> RunAsync(World world)
    {
        Pipeline pipeline = new(world.Parts);
        RoundRunner runner = new(
            world.Parts, (recipe, until) => pipeline.RunAsync(recipe, until: until, cancellation: Token));
        return runner.RunAsync(world.Recipe, Token);
    }
}
