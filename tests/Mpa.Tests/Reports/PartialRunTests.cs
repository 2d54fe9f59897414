using Mpa.Evaluation;
using Mpa.Reports;
using Mpa.Runs;

namespace Mpa.Tests.Reports;

public sealed class PartialRunTests
{
    [Theory]
    [InlineData("collect", "images are ready; the teacher has not been asked yet.", "Annotation is not complete")]
    [InlineData("annotate", "12 images; they have not been judged yet.", "Parity has not been identified")]
    [InlineData("identify", "teacher knows and the student does not.", "The student has not been trained yet.")]
    [InlineData("level", "teacher knows and the student does not.", "The held-out test has not been taken yet.")]
    public void A_run_that_stopped_is_told_in_words(string last, string headline, string note)
    {
        // Given
        using SampleRun run = new();
        run.Until(Stage.Named(last)!);

        // When
        RunReport report = run.WriteReport();

        // Then
        Assert.Contains(headline, report.Headline, StringComparison.Ordinal);
        Assert.Contains(report.Notes, said => said.StartsWith(note, StringComparison.Ordinal));
        AssertReadable(run);
    }

    [Fact]
    public void Nothing_kept_is_told_and_leaves_no_training()
    {
        using SampleRun run = new() { StudentKnows = 1 };

        RunReport report = run.Until(Stage.Level).WriteReport();

        Assert.Contains("No pair was kept, so there was nothing to train the student on.", report.Notes);
        Assert.Null(report.Training);
        AssertReadable(run);
    }

    [Fact]
    public void A_run_without_a_test_says_so()
    {
        using SampleRun run = new() { HasTest = false };

        RunReport report = run.Until(Stage.Evaluate).WriteReport();

        Assert.Contains(report.Notes, note => note.Contains("names no held-out test", StringComparison.Ordinal));
        Assert.Null(report.Scores.Before);
        AssertReadable(run);
    }

    [Fact]
    public void A_test_whose_questions_are_gone_still_has_its_scores()
    {
        using SampleRun run = new();
        run.Until(Stage.Evaluate);
        File.Delete(Path.Combine(run.Root, "test", "questions.jsonl"));

        RunReport report = run.WriteReport();

        Assert.Equal(24, report.Scores.After!.Count);
        Assert.Empty(report.Slices);
        Assert.Contains(report.Notes, note => note.Contains("no longer at", StringComparison.Ordinal));
        AssertReadable(run);
    }

    [Fact]
    public void A_test_of_the_student_alone_has_no_change_and_no_teacher()
    {
        using SampleRun run = new();
        run.Until(Stage.Evaluate);
        File.Delete(run.Folder.Scores(Examinee.After));
        File.Delete(run.Folder.Scores(Examinee.Teacher));

        RunReport report = run.WriteReport();

        Assert.StartsWith("The student as it is scores ", report.Headline, StringComparison.Ordinal);
        Assert.Null(report.Difference);
        AssertReadable(run);
    }

    [Fact]
    public void A_folder_that_is_no_run_is_an_error_that_names_it()
    {
        using SampleRun run = new();

        MpaException error = Assert.Throws<MpaException>(() => ReportWriter.Write(run.Folder));

        Assert.Contains(run.Folder.Root, error.Message, StringComparison.Ordinal);
    }

    private static void AssertReadable(SampleRun run)
    {
        Assert.NotNull(ReportPageTests.Parse(run).Root);
        string text = File.ReadAllText(run.Folder.ReportMarkdown) + ReportPageTests.Parse(run).Root!.Value;
        Assert.DoesNotContain("NaN", text, StringComparison.Ordinal);
        Assert.DoesNotContain("∞", text, StringComparison.Ordinal);
    }
}
