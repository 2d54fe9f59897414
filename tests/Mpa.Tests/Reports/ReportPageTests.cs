using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Mpa.Reports;
using Mpa.Runs;

namespace Mpa.Tests.Reports;

public sealed class ReportPageTests
{
    [Fact]
    public void The_page_of_a_full_run_is_well_formed_and_small()
    {
        // Given
        using SampleRun run = new(images: 1500, perImage: 2, questions: 800) { HasMeasures = true };
        run.Until(Stage.Evaluate);

        // When
        ReportWriter.Write(run.Folder);

        // Then
        XDocument page = Parse(run);
        Assert.InRange(new FileInfo(run.Folder.Report).Length, 50_000, 6_000_000);
        IEnumerable<string> kinds = Elements(page, "article").Select(card => $"{card.Attribute("class")}");
        Assert.Equal(24, kinds.Count(kind => kind.Contains(" v-", StringComparison.Ordinal)));
        Assert.All(Elements(page, "article"), card => Assert.Single(card.Elements("label").Elements("img")));
    }

    [Fact]
    public void Every_section_is_in_the_list_of_contents_and_every_forgotten_answer_on_the_page()
    {
        using SampleRun run = new(images: 300, perImage: 1, questions: 200);
        ReportWriter.Write(run.Until(Stage.Evaluate).Folder);

        XDocument page = Parse(run);
        IEnumerable<string> sections =
            Elements(page, "section").Select(section => $"#{section.Attribute("id")!.Value}");
        XElement contents = Assert.Single(Elements(page, "nav"));
        Assert.Equal(sections, Elements(page, "a").Select(link => link.Attribute("href")!.Value));
        Assert.NotEmpty(contents.Value);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(run.Folder.ReportJson));
        int forgotten = json.RootElement.GetProperty("forgetting").GetProperty("forgotten").GetInt32();
        Assert.Equal(forgotten, json.RootElement.GetProperty("forgotten").GetArrayLength());
        Assert.True(forgotten > 12, $"{forgotten} forgotten");
        XElement all = Elements(page, "details").Single(details => $"{details.Attribute("class")?.Value}" == "all");
        Assert.Equal(forgotten + 1, Elements(new XDocument(all), "tr").Count());
    }

    [Fact]
    public void The_page_needs_nothing_but_itself()
    {
        using SampleRun run = new();
        ReportWriter.Write(run.Until(Stage.Evaluate).Folder);
        string page = File.ReadAllText(run.Folder.Report);

        Assert.DoesNotContain("://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", page, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", page, StringComparison.Ordinal);
        Assert.Empty(Elements(Parse(run), "script").Concat(Elements(Parse(run), "link")));
        Assert.All(
            Parse(run).Descendants().Attributes("src"),
            source => Assert.StartsWith("data:image/png;base64,", source.Value, StringComparison.Ordinal));
    }

    [Fact]
    public void Pictures_and_tables_are_told_in_words_and_every_section_names_its_source()
    {
        using SampleRun run = new();
        ReportWriter.Write(run.Until(Stage.Evaluate).Folder);
        XDocument page = Parse(run);

        Assert.All(Elements(page, "img"), image => Assert.NotEqual("", $"{image.Attribute("alt")?.Value}"));
        Assert.All(
            Elements(page, "svg").Where(svg => svg.Parent!.Name.LocalName != "svg"),
            svg => Assert.True(svg.Attribute("aria-label") is not null || svg.Attribute("aria-hidden") is not null));
        Assert.All(Elements(page, "table"), table => Assert.NotEqual("", table.Element("caption")!.Value));
        Assert.All(Elements(page, "th"), heading => Assert.NotNull(heading.Attribute("scope")));
        Assert.All(
            Elements(page, "section").Concat(Elements(page, "figure")),
            part => Assert.Contains("Source: ", part.Value, StringComparison.Ordinal));
        Assert.Single(Elements(page, "h1"));
    }

    [Fact]
    public void The_first_things_said_are_the_result_the_funnel_and_the_table()
    {
        using SampleRun run = new(images: 300, questions: 300);
        RunReport report = run.Until(Stage.Evaluate).WriteReport();
        XDocument page = Parse(run);

        Assert.Equal(report.Headline, Elements(page, "h1").Single().Value);
        Assert.StartsWith("The student rose from ", report.Headline, StringComparison.Ordinal);
        Assert.Equal(
            ["funnel", "parity", "slices"],
            Elements(page, "section").Take(3).Select(section => section.Attribute("id")!.Value));
    }

    [Fact]
    public void The_same_folder_gives_the_same_page()
    {
        using SampleRun run = new();
        ReportWriter.Write(run.Until(Stage.Evaluate).Folder);
        string first = File.ReadAllText(run.Folder.Report);

        ReportWriter.Write(run.Folder);

        Assert.Equal(first, File.ReadAllText(run.Folder.Report));
    }

    internal static XDocument Parse(SampleRun run)
    {
        using XmlReader reader =
            XmlReader.Create(run.Folder.Report, new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader);
    }

    internal static IEnumerable<XElement> Elements(XDocument page, string name) =>
        page.Descendants().Where(element => element.Name.LocalName == name);
}
