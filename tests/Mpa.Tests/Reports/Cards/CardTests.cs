using Mpa.Planning;
using Mpa.Reports;
using Mpa.Runs;
using Mpa.Testing;

namespace Mpa.Tests.Reports.Cards;

public sealed class CardTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void The_cards_of_a_small_run_are_as_agreed()
    {
        using SampleRun run = new(images: 12, perImage: 2, questions: 24);
        Directory.CreateDirectory(run.Until(Stage.Evaluate).Folder.Leveled);

        ReportWriter.Write(run.Folder);

        Snapshot.Match(File.ReadAllText(run.Folder.DataCard), "data");
        Snapshot.Match(File.ReadAllText(run.Folder.ModelCard), "model");
    }

    [Fact]
    public void A_README_of_someone_else_stays_and_the_report_says_so()
    {
        using SampleRun run = new();
        File.WriteAllText(run.Until(Stage.Evaluate).Folder.DataCard, "# My project");

        RunReport report = run.WriteReport();

        Assert.Equal("# My project", File.ReadAllText(run.Folder.DataCard));
        Assert.Contains(report.Notes, note => note.Contains("was not written by mpa", StringComparison.Ordinal));
    }

    [Fact]
    public void A_card_of_an_earlier_state_goes_with_its_rows()
    {
        using SampleRun run = new();
        ReportWriter.Write(run.Until(Stage.Identify).Folder);
        File.Delete(run.Folder.Parity);

        ReportWriter.Write(run.Folder);

        Assert.False(File.Exists(run.Folder.DataCard));
    }

    [Fact]
    public async Task Cards_leave_every_stage_complete_and_a_lost_one_is_written_anew_alone()
    {
        // Given
        using World world = new();
        Pipeline pipeline = new(world.Parts);
        await pipeline.RunAsync(world.Recipe, cancellation: Token);
        world.Forget();

        // When nothing is missing, and then the model card
        RunPlan whole = RunPlan.Of(world.Recipe, world.Parts);
        File.Delete(world.Run.ModelCard);
        RunPlan lacking = RunPlan.Of(world.Recipe, world.Parts);
        await pipeline.RunAsync(world.Recipe, cancellation: Token);

        // Then
        Assert.All(whole.Stages, stage => Assert.True(stage.Complete, $"{stage.Stage}"));
        Assert.Equal([Stage.Report], lacking.Stages.Where(stage => !stage.Complete).Select(stage => stage.Stage));
        Assert.True(File.Exists(world.Run.ModelCard));
        Assert.Empty(world.Opened);
    }
}
