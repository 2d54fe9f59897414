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

        string[] pixels = [.. Unlabeled.Concat(tests).Select(file => Convert.ToBase64String(ImageDecoder.Decode(file).Pixels))];

        Assert.Equal(pixels.Length, pixels.Distinct().Count());
    }

    [Fact]
    public void Each_kind_of_chart_has_as_many_test_questions()
    {
        TestQuestion[] rows = DemoDataTests.Rows(Path.Combine(Folder, "test"));

        Assert.Equal(ChartKinds.All.Select(kind => kind.Name()).Order(), rows.Select(row => row.Slice).Distinct().Order());
        Assert.All(rows.CountBy(row => row.Slice!), pair => Assert.InRange(pair.Value, 150, 1000));
    }

    [Fact]
    public void Every_label_of_the_test_is_what_its_file_shows()
    {
        string[] lines = File.ReadAllLines(Path.Combine(Folder, "test", "questions.jsonl"));
        DemoDataOptions options = new() { QuestionsPerKind = lines.Length / ChartKinds.All.Count };
        TestItem[] items = [.. DemoData.TestItems(Seed, options)];

        Assert.Equal(items.SelectMany(item => item.Rows()).Select(row => JsonSerializer.Serialize(row, MpaJson.Line)), lines);
        foreach (TestItem item in items)
        {
            Assert.Equal(item.Sample.Image.Pixels, ImageDecoder.Decode(Path.Combine(Folder, "test", item.Image)).Pixels);
            ChartStyle style = item.Sample.Chart.Style;
            Assert.Equal(item.Sample.Chart.Series, new ChartReader(item.Sample.Image, item.Sample.Chart.Kind, style.Grid).Read());
        }
    }
}
