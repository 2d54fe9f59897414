using System.Text.Json;
using Mpa.Evaluation;
using Mpa.Files;
using Mpa.Imaging;
using Mpa.Testing;

namespace Mpa.DemoWorld.Tests;

/// <summary>The files of data/demo, as committed.</summary>
public sealed class BundledDataTests
{
    private const long Seed = 2025;
    private static readonly string Folder = Path.Combine(Repository.Root, "data", "demo");
    private static readonly string[] Unlabeled = Directory.GetFiles(Path.Combine(Folder, "unlabeled"));

    [Fact]
    public void Unlabeled_charts_are_images_with_neutral_names()
    {
        Assert.True(Unlabeled.Length >= 1000);
        Assert.Empty(Directory.GetDirectories(Path.Combine(Folder, "unlabeled")));
        Assert.Equal(
            Enumerable.Range(1, Unlabeled.Length).Select(number => $"chart-{number:D5}.png"),
            Unlabeled.Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_image_lies_in_both_splits_or_twice_in_one()
    {
        string[] tests = Directory.GetFiles(Path.Combine(Folder, "test", "images"));

        IEnumerable<RgbImage> images = Unlabeled.Concat(tests).Select(file => ImageDecoder.Decode(file));
        string[] pixels = [.. images.Select(image => Convert.ToBase64String(image.Pixels))];

        Assert.Equal(pixels.Length, pixels.Distinct().Count());
    }

    [Fact]
    public void Each_kind_of_chart_has_as_many_test_questions()
    {
        TestQuestion[] rows = DemoDataTests.Rows(Path.Combine(Folder, "test"));

        Assert.Equal(
            ChartKinds.All.Select(kind => kind.Name()).Order(), rows.Select(row => row.Slice).Distinct().Order());
        Assert.All(rows.CountBy(row => row.Slice!), pair => Assert.InRange(pair.Value, 150, 1000));
    }

    [Fact]
    public void Every_label_of_the_test_is_what_its_file_shows()
    {
        string[] lines = File.ReadAllLines(Path.Combine(Folder, "test", "questions.jsonl"));
        DemoDataOptions options = new() { QuestionsPerKind = lines.Length / ChartKinds.All.Count };
        TestItem[] items = [.. DemoData.TestItems(Seed, options)];

        IEnumerable<TestQuestion> rows = items.SelectMany(item => item.Rows());
        Assert.Equal(rows.Select(row => JsonSerializer.Serialize(row, MpaJson.Line)), lines);
        foreach (TestItem item in items)
        {
            RgbImage stored = ImageDecoder.Decode(Path.Combine(Folder, "test", item.Image));
            Chart chart = item.Sample.Chart;
            Assert.Equal(item.Sample.Image.Pixels, stored.Pixels);
            Assert.Equal(chart.Series, new ChartReader(item.Sample.Image, chart.Kind, chart.Style.Grid).Read());
        }
    }
}

/// <summary>The truth about the bundled charts, drawn again from their seed.</summary>
public sealed class DemoTruthTests : IDisposable
{
    private static readonly string Unlabeled = Path.Combine(Repository.Root, "data", "demo", "unlabeled");
    private readonly string _folder = Directory.CreateTempSubdirectory("mpa-demo-truth-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_bundled_chart_gets_labels_and_the_second_test_asks_about_bars_only()
    {
        DemoTruth.Write(_folder, Unlabeled);

        TestQuestion[] labels = DemoDataTests.ReadRows(DemoTruth.LabelsOf(_folder));
        Assert.True(DemoTruth.IsIn(_folder));
        Assert.Equal(
            Directory.GetFiles(Unlabeled).Select(Path.GetFileName).Order(StringComparer.Ordinal),
            labels.Select(label => label.Image).Distinct().Order(StringComparer.Ordinal));
        Assert.All(labels.CountBy(label => label.Image), image => Assert.Equal(5, image.Value));
        Assert.Equal(labels.Length, labels.Select(label => label.Id).Distinct().Count());
        TestSplit second = TestSplit.Read(DemoTruth.SecondTestOf(_folder));
        Assert.Equal(["bar", "hbar"], second.Questions.Select(question => question.Slice!).Distinct().Order());
    }

    [Fact]
    public void Charts_that_the_seed_does_not_draw_get_no_labels()
    {
        string other = Directory.CreateDirectory(Path.Combine(_folder, "other")).FullName;
        File.Copy(Path.Combine(Unlabeled, "chart-00002.png"), Path.Combine(other, "chart-00001.png"));

        MpaException error = Assert.Throws<MpaException>(() => DemoTruth.Write(_folder, other));

        Assert.Contains("chart-00001.png", error.Message, StringComparison.Ordinal);
        Assert.False(DemoTruth.IsIn(_folder));
    }
}
