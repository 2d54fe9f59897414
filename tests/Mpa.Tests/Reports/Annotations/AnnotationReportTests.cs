using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Mpa.Reports.Annotations;
using Mpa.Reports.Quality;
using Mpa.Runs;
using Mpa.Testing;

namespace Mpa.Tests.Reports.Annotations;

public sealed class AnnotationReportTests
{
    [Fact]
    public void Page_Markdown_and_JSON_tell_what_the_file_holds()
    {
        // Given
        using TemporaryFolder folder = new();
        folder.Write("images/train2014/b.png", "");
        File.WriteAllBytes(folder.At("images", "train2014", "b.png"), ChartPng.Draw("bar", [1, 2, 3]));
        QuotedPair[] pairs =
        [
            new("What is <it>", "null", "/workspace/okvqa/images/train2014/b.png"),
            new("What is <it>", "red & blue", "../../../etc/passwd"),
        ];
        var rows = pairs.Select(pair => new { question = pair.Question, answer = pair.Answer, image = pair.Image });
        string file = folder.Write("pairs.json", JsonSerializer.Serialize(rows));

        // When
        string page = AnnotationReportWriter.Write(file, folder.At("out"), folder.At("images"));

        // Then
        Snapshot.Match(File.ReadAllText(Path.ChangeExtension(page, ".md")), "markdown");
        using XmlReader reader = XmlReader.Create(page, new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        XDocument html = XDocument.Load(reader);
        Assert.All(
            ReportPageTests.Elements(html, "img"),
            image =>
                Assert.StartsWith("data:image/png;base64,", image.Attribute("src")!.Value, StringComparison.Ordinal));
        Assert.NotEmpty(ReportPageTests.Elements(html, "img"));
        Assert.DoesNotContain("root:", html.Root!.Value, StringComparison.Ordinal);
        Assert.Empty(ReportPageTests.Elements(html, "it"));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(page, ".json")));
        Assert.Equal(2, json.RootElement.GetProperty("quality").GetProperty("pairs").GetInt32());
    }

    [Fact]
    public void A_runs_own_rows_are_shown_with_its_images_and_without_those_that_were_dropped()
    {
        using SampleRun run = new(images: 3, perImage: 1, questions: 4);
        RunFolder folder = run.Until(Stage.Annotate).Folder;
        using TemporaryFolder output = new();
        string dropped = File.ReadLines(folder.Annotations).First()
            .Replace("\"cause\":null", "\"cause\":\"near-duplicate\"", StringComparison.Ordinal);
        File.AppendAllText(folder.Annotations, dropped + "\n");

        string page = AnnotationReportWriter.Write(folder.Annotations, output.At("out"));

        string html = File.ReadAllText(page);
        Assert.Contains("1 further row holds no pair and is left out: 1 near-duplicate.", html);
        Assert.Contains("src=\"data:image/png;base64,", html, StringComparison.Ordinal);
    }

    [Fact]
    public void The_release_of_the_authors_has_the_counts_that_were_measured_by_hand()
    {
        string release = Path.Combine(Repository.Goldens, "..", "reference", "mpa-release");
        string file = Path.GetFullPath(Path.Combine(release, "okvqa_pseudo_annotations.json"));
        Assert.SkipUnless(File.Exists(file), "the release's OK-VQA annotations are not beside the golden cases");

        DataQuality quality = DataQuality.Of(AnnotationsFile.Read(file).Pairs)!;

        Dictionary<string, int> found =
            quality.Findings.ToDictionary(finding => finding.Rule, finding => finding.Count);
        Assert.Equal(
            (9009, 8998, 5862, 3578),
            (quality.Pairs, quality.Images, quality.Questions.Distinct, quality.Answers.Distinct));
        Assert.Equal(
            [
                ("1", 5445), ("2", 2043), ("3", 484), ("4 to 5", 333), ("6 to 10", 352), ("11 to 15", 170),
                ("16 or more", 182),
            ],
            quality.Lengths.Counts.Select(bin => (bin.Name, bin.Count)));
        Assert.Equal((68, 2.38), (quality.Lengths.Longest, Math.Round(quality.Lengths.Mean, 2)));
        Assert.Equal([150, 88], quality.Questions.Commonest.Take(2).Select(text => text.Count));
        Assert.Equal(("Decoration", 171), (quality.Answers.Commonest[0].Name, quality.Answers.Commonest[0].Count));
        Assert.Equal(("What is the", 7742), (quality.Openings[0].Name, quality.Openings[0].Count));
        Assert.Equal((6, 0), (found["placeholder"], found["empty"]));
        Assert.Equal((64, 56), (found["the same with spaces dropped"], found["answer inside the question"]));
        Assert.Equal((1037, 182), (found["more than 3 words"], found["more than 15 words"]));
        Assert.Equal((891, 3), (found["ends with a full stop"], found["letters outside ASCII"]));
        Assert.Equal((0, 1), (found["Chinese, Japanese or Korean letters"], found["yes or no"]));
        Assert.Equal(9009, found["no question mark"]);
    }
}
