using System.Text.Json;
using Mpa.Evaluation;
using Mpa.Files;
using Mpa.Testing;

namespace Mpa.DemoWorld.Tests;

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

        TestQuestion[] labels = [.. File.ReadLines(DemoTruth.LabelsOf(_folder)).Select(line => JsonSerializer.Deserialize<TestQuestion>(line, MpaJson.Line)!)];
        Assert.True(DemoTruth.IsIn(_folder));
        Assert.Equal(
            Directory.GetFiles(Unlabeled).Select(Path.GetFileName).Order(StringComparer.Ordinal), labels.Select(label => label.Image).Distinct().Order(StringComparer.Ordinal));
        Assert.All(labels.CountBy(label => label.Image), image => Assert.Equal(5, image.Value));
        Assert.Equal(labels.Length, labels.Select(label => label.Id).Distinct().Count());
        Assert.Equal(["bar", "hbar"], TestSplit.Read(DemoTruth.SecondTestOf(_folder)).Questions.Select(question => question.Slice!).Distinct().Order());
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
