using System.Text.Json;
using System.Xml.Linq;
using Mpa.Reports;
using Mpa.Runs;

namespace Mpa.Tests.Reports;

public sealed class ReportEscapingTests
{
    private const string Odd =
        "<script>alert('x')</script> & \"a\" | b `c` {{style}} \u0001 </td> ![i](http://e.org/i.png)\n# h";

    [Fact]
    public void What_a_model_says_stays_text_in_the_page()
    {
        // Given
        using SampleRun run = new() { OddText = Odd };
        run.Until(Stage.Evaluate);

        // When
        ReportWriter.Write(run.Folder);

        // Then
        XDocument page = ReportPageTests.Parse(run);
        string shown = Odd.Replace('\u0001', '\ufffd');
        Assert.Empty(ReportPageTests.Elements(page, "script"));
        Assert.Contains(ReportPageTests.Elements(page, "p"), paragraph => paragraph.Value == shown);
        Assert.Contains(
            ReportPageTests.Elements(page, "dd"), answer => answer.Value.StartsWith(shown, StringComparison.Ordinal));
        Assert.DoesNotContain("src=\"http", File.ReadAllText(run.Folder.Report), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_model_says_does_not_break_a_Markdown_table()
    {
        using SampleRun run = new() { OddText = Odd };
        ReportWriter.Write(run.Until(Stage.Evaluate).Folder);

        IEnumerable<string> lines = File.ReadLines(run.Folder.ReportMarkdown);
        string[] rows = [.. lines.Where(line => line.Contains("alert", StringComparison.Ordinal))];

        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.StartsWith("| ", row, StringComparison.Ordinal));
        Assert.All(rows, row => Assert.DoesNotContain("<", row, StringComparison.Ordinal));
        Assert.All(
            rows.Where(row => row.Contains("forgotten", StringComparison.Ordinal)), row => Assert.Equal(7, Bars(row)));
        Assert.All(
            rows.Where(row => row.Contains("i.png", StringComparison.Ordinal)),
            row => Assert.Contains("\\!\\[i\\]", row, StringComparison.Ordinal));
    }

    [Fact]
    public void What_a_model_says_comes_back_whole_from_the_JSON()
    {
        using SampleRun run = new() { OddText = Odd };
        ReportWriter.Write(run.Until(Stage.Evaluate).Folder);

        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(run.Folder.ReportJson));

        Assert.Equal(
            Odd, json.RootElement.GetProperty("examples")[0].GetProperty("pair").GetProperty("question").GetString());
    }

    private static int Bars(string row) =>
        row.Replace("\\|", "", StringComparison.Ordinal).Count(letter => letter == '|');
}
