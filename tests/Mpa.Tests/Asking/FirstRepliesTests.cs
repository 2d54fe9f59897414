using Mpa.Annotation;
using Mpa.Files;
using Mpa.Models;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Tests.Asking;

/// <summary>A stage whose first replies are all of no use stops before it costs more.</summary>
public sealed class FirstRepliesTests
{
    [Fact]
    public async Task A_stage_whose_first_replies_hold_nothing_stops_and_says_why()
    {
        using ServedWorld served = Annotating(_ => ServedWorld.Reply("I see a chart."));

        MpaException error = await Assert.ThrowsAsync<MpaException>(() => served.RunAsync(Stage.Annotate));

        Assert.StartsWith(
            "annotate: none of the first 20 replies of served can be used (20 × unreadable: no answer was found).",
            error.Message);
        Assert.Contains("giveUpAfter: 0", error.Message);
        Assert.InRange(served.Asked, 20, 23); // those under way are paid for, so they are waited for
        Assert.Equal(served.Asked, Rows(served).Count);
    }

    [Fact]
    public async Task It_stops_again_without_a_further_request_and_goes_on_when_told_to()
    {
        using ServedWorld served = Annotating(_ => ServedWorld.Reply("", FinishReason.Length));
        await Assert.ThrowsAsync<MpaException>(() => served.RunAsync(Stage.Annotate));
        int asked = served.Asked;

        await Assert.ThrowsAsync<MpaException>(() => served.RunAsync(Stage.Annotate));
        Assert.Equal(asked, served.Asked);

        served.World.Recipe = served.World.Recipe with { GiveUpAfter = 0 };
        await served.RunAsync(Stage.Annotate);
        Assert.Equal((60, 60), (served.Asked, Rows(served).Count(row => row.Cause == AnnotationCause.Truncated)));
    }

    [Fact]
    public async Task One_reply_of_use_among_the_first_is_enough()
    {
        int number = 0;
        using ServedWorld served = Annotating(_ => ServedWorld.Reply(
            ++number == 15 ? "Question: What?\nAnswer: 7" : "I see a chart."));

        await served.RunAsync(Stage.Annotate);

        Assert.Equal(60, served.Asked);
    }

    private static ServedWorld Annotating(Func<ModelRequest, ModelReply> answer)
    {
        ServedWorld served = new(answer, images: 30);
        served.World.Recipe = served.World.Recipe with { Teacher = new ModelReference { Server = ServedWorld.Server } };
        return served;
    }

    private static IReadOnlyList<PseudoAnnotation> Rows(ServedWorld served) =>
        JsonLines.Read<PseudoAnnotation>(served.World.Run.Annotations);
}
