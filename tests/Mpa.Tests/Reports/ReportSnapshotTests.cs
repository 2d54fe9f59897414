using Mpa.Reports;
using Mpa.Runs;
using Mpa.Testing;

namespace Mpa.Tests.Reports;

public sealed class ReportSnapshotTests
{
    [Fact]
    public void Markdown_and_JSON_of_a_small_run_are_as_agreed()
    {
        // Given
        using SampleRun run = new(images: 12, perImage: 2, questions: 24);
        run.Until(Stage.Evaluate);

        // When
        ReportWriter.Write(run.Folder);

        // Then
        Snapshot.Match(Text(run, run.Folder.ReportMarkdown), "markdown");
        Snapshot.Match(Text(run, run.Folder.ReportJson), "json");
    }

    private static string Text(SampleRun run, string path) =>
        File.ReadAllText(path).Replace(run.Root, "<sample>", StringComparison.Ordinal);
}
