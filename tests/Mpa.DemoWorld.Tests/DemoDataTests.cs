using System.Text;
using System.Text.Json;
using Mpa.Evaluation;
using Mpa.Files;

namespace Mpa.DemoWorld.Tests;

public sealed class DemoDataTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mpa-demo-data-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Unlabeled_charts_are_image_files_and_nothing_else()
    {
        DemoData.Write(_folder, 1, new DemoDataOptions { UnlabeledCharts = 21, QuestionsPerKind = 4 });
        string[] files = Directory.GetFileSystemEntries(Path.Combine(_folder, "unlabeled"));

        Assert.Equal(21, files.Length);
        Assert.All(files, file => Assert.Matches("^chart-[0-9]{5}\\.png$", Path.GetFileName(file)));
        Assert.All(files, file => Assert.Equal(["IHDR", "PLTE", "IDAT", "IEND"], Chunks(File.ReadAllBytes(file))));
        Assert.Equal(
            ["test", "unlabeled"],
            Directory.GetFileSystemEntries(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Equal_seeds_give_equal_files_and_others_do_not()
    {
        DemoDataOptions options = new() { UnlabeledCharts = 8, QuestionsPerKind = 4 };
        DemoData.Write(Path.Combine(_folder, "a"), 1, options);
        DemoData.Write(Path.Combine(_folder, "b"), 1, options);
        DemoData.Write(Path.Combine(_folder, "c"), 2, options);

        Assert.Equal(Contents("a"), Contents("b"));
        Assert.NotEqual(Contents("a"), Contents("c"));
    }

    [Theory]
    [InlineData("unlabeled")]
    [InlineData("test")]
    public void A_split_that_exists_is_not_overwritten(string split)
    {
        Directory.CreateDirectory(Path.Combine(_folder, split));

        MpaException error = Assert.Throws<MpaException>(() => DemoData.Write(_folder, 1));

        Assert.Contains(Path.Combine(_folder, split), error.Message, StringComparison.Ordinal);
        Assert.Single(Directory.GetFileSystemEntries(_folder));
    }

    [Theory]
    [InlineData(-1, 2, 2, 6)]
    [InlineData(1, 3, 2, 6)]
    [InlineData(1, 2, 1, 6)]
    [InlineData(1, 2, 2, 7)]
    [InlineData(1, 2, 5, 4)]
    public void Senseless_options_are_refused(int unlabeled, int questions, int min, int max)
    {
        DemoDataOptions options = new()
        {
            UnlabeledCharts = unlabeled,
            QuestionsPerKind = questions,
            MinSeries = min,
            MaxSeries = max,
        };

        Assert.Throws<MpaException>(() => DemoData.Write(_folder, 1, options));
    }

    [Fact]
    public void Every_kind_of_question_is_asked_of_every_kind_of_chart()
    {
        DemoData.Write(_folder, 3, new DemoDataOptions { UnlabeledCharts = 0, QuestionsPerKind = 54 });
        TestQuestion[] rows = Rows(Path.Combine(_folder, "test"));

        Assert.Equal(4 * 54, rows.Select(row => row.Id).Distinct().Count());
        Assert.All(rows.CountBy(row => (row.Slice, row.Kind)), pair => Assert.Equal(6, pair.Value));
        Assert.All(rows.CountBy(row => row.Image), pair => Assert.Equal(2, pair.Value));
        Assert.All(rows, row => Assert.True(File.Exists(Path.Combine(_folder, "test", row.Image))));
        Assert.All(rows, row => Assert.Single(row.Answers));
    }

    internal static TestQuestion[] Rows(string split) => ReadRows(Path.Combine(split, "questions.jsonl"));

    internal static TestQuestion[] ReadRows(string file) =>
        [.. File.ReadLines(file).Select(line => JsonSerializer.Deserialize<TestQuestion>(line, MpaJson.Line)!)];

    private string[] Contents(string name)
    {
        string folder = Path.Combine(_folder, name);
        return
        [
            .. Directory
                .GetFiles(folder, "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(file =>
                    Path.GetRelativePath(folder, file) + " " + Convert.ToBase64String(File.ReadAllBytes(file))),
        ];
    }

    private static IEnumerable<string> Chunks(byte[] file)
    {
        for (int at = 8; at < file.Length;)
        {
            int length = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            yield return Encoding.ASCII.GetString(file, at + 4, 4);
            at += length + 12;
        }
    }
}
