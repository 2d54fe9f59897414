using Mpa.Files;
using Mpa.Parity;
using Mpa.Runs;

namespace Mpa.Tests.Parity;

/// <summary>The teacher is asked several times.</summary>
public sealed class AgreementTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task More_samples_ask_only_for_those_that_are_missing()
    {
        using World world = new();
        await world.RunAsync(until: Stage.Identify, cancellation: Token);
        int pairs = JsonLines.Read<Answer>(world.Run.TeacherAnswers).Count;
        world.Forget();

        world.Recipe = world.Recipe with { Identify = world.Recipe.Identify with { Samples = 3, Agree = 2 } };
        await world.RunAsync(until: Stage.Identify, cancellation: Token);

        IReadOnlyList<Answer> answers = JsonLines.Read<Answer>(world.Run.TeacherAnswers);
        Assert.Equal(2 * pairs, world.Asked("teacher").Count());
        Assert.Equal(3 * pairs, answers.Count);
        Assert.Equal(3 * pairs, answers.Select(answer => answer.Key).Distinct().Count());
        Assert.All(world.Asked("teacher"), request => Assert.True(request.Sampling.Temperature > 0));
        Assert.Empty(world.Asked("student"));
    }

    [Fact]
    public async Task The_more_must_agree_the_fewer_pairs_the_teacher_repeats()
    {
        using World world = new(images: 40);
        List<int> repeated = [];
        foreach (int agree in new[] { 1, 2, 3 })
        {
            IdentifyOptions identify = world.Recipe.Identify with { Samples = 3, Agree = agree, Matcher = "contains" };
            world.Recipe = world.Recipe with { Identify = identify };
            await world.RunAsync(until: Stage.Identify, cancellation: Token);
            IReadOnlyList<ParityExample> pairs = JsonLines.Read<ParityExample>(world.Run.Parity);
            repeated.Add(pairs.Count(pair => pair.Verdict is Verdict.Kept or Verdict.KnownToBoth));
        }

        Assert.True(repeated[0] >= repeated[1] && repeated[1] >= repeated[2], string.Join(" ", repeated));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(3, 0)]
    public async Task More_agreement_than_answers_is_refused(int samples, int agree)
    {
        using World world = new();
        world.Recipe = world.Recipe with { Identify = new() { Samples = samples, Agree = agree } };

        MpaException error = await Assert.ThrowsAsync<MpaException>(() => world.RunAsync(cancellation: Token));

        Assert.Contains("identify.agree", error.Message, StringComparison.Ordinal);
    }
}
