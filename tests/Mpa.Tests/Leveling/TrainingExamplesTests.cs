using System.Text.Json;
using Mpa.Files;
using Mpa.Leveling;
using Mpa.Parity;
using Mpa.Runs;

namespace Mpa.Tests.Leveling;

public sealed class TrainingExamplesTests
{
    [Fact]
    public async Task Examples_are_read_in_any_order_and_stand_in_that_of_their_ids()
    {
        // Given
        using World world = new(images: 30);
        await world.RunAsync(until: Stage.Identify, cancellation: TestContext.Current.CancellationToken);
        RunSession run = new(world.Recipe, world.Parts);
        TrainingExample person = new("a/03#5", ["elsewhere.png"], "What?", "4", Replayed: false);
        TrainingChoice choice = Leveler.Choose(run);

        // When
        using TrainingExamples examples = new(run, choice, new HumanLabels([person], 0));
        TrainingExample[] backwards = [.. Enumerable.Range(0, examples.Count).Reverse().Select(at => examples[at])];

        // Then
        ParityExample[] pairs = [.. JsonLines.Read<ParityExample>(world.Run.Parity)];
        IEnumerable<TrainingExample> expected =
            from chosen in choice.Selected.Concat(choice.Replayed)
            let pair = pairs.Single(pair => pair.Id == chosen.Id)
            select new TrainingExample(
                pair.Id,
                [world.At("images", pair.ImageId + ".png")],
                $"{pair.Question} Answer with a single word or phrase.",
                pair.Answer,
                Replayed: pair.Verdict == Verdict.KnownToBoth);
        Assert.Equal(
            expected.Append(person).OrderBy(example => example.Id, StringComparer.Ordinal).Select(Text),
            examples.Select(Text));
        Assert.Equal(examples.Select(Text), backwards.Reverse().Select(Text));
        Assert.True(choice.Selected.Count > 5 && choice.Replayed.Count > 2);
    }

    [Fact]
    public async Task A_negative_is_a_question_at_another_image_and_says_so()
    {
        using World world = new(images: 30);
        world.Recipe = world.Recipe with { Level = new() { Negatives = 0.5, NegativeAnswer = "not shown" } };

        await world.RunAsync(until: Stage.Level, cancellation: TestContext.Current.CancellationToken);

        TrainingExample[] examples = [.. world.Trainer.Calls.Single()];
        TrainingExample[] negatives =
            [.. examples.Where(example => example.Id.EndsWith("/negative", StringComparison.Ordinal))];
        Assert.Equal((examples.Length - negatives.Length + 1) / 2, negatives.Length);
        Assert.All(negatives, negative =>
        {
            TrainingExample own = examples.Single(example => $"{example.Id}/negative" == negative.Id);
            Assert.Equal((own.Prompt, "not shown"), (negative.Prompt, negative.Answer));
            Assert.NotEqual(own.Images, negative.Images);
        });
        Assert.Equal(negatives.Length, ManifestStore.Read(world.Run)!.Stages[Stage.Level].Out["negatives"]);
    }

    private static string Text(TrainingExample example) => JsonSerializer.Serialize(example, MpaJson.Line);
}
