using FsCheck;
using FsCheck.Xunit;
using Mpa.Data.Splitting;
using Mpa.Evaluation;
using Mpa.Files;

namespace Mpa.Data.Tests.Splitting;

public sealed class DataSplitterTests : IDisposable
{
    private readonly Sample _sample = new();
    private int _outputs;

    [Property(MaxTest = 20)]
    public bool No_image_is_on_both_sides_and_no_row_is_lost(PositiveInt images, PositiveInt seed)
    {
        string file = WriteRows((images.Get % 40) + 4);

        (TestQuestion[] train, TestQuestion[] validation) = Split(file, new() { Seed = seed.Get });

        return !train.Select(row => row.Image).Intersect(validation.Select(row => row.Image)).Any()
            && train
                .Concat(validation)
                .Select(row => row.Id)
                .Order()
                .SequenceEqual(File.ReadLines(file).Select((_, i) => $"{i}").Order());
    }

    [Theory]
    [InlineData(20, 17)]
    [InlineData(100, 85)]
    [InlineData(333, 283)]
    public void The_first_part_has_85_percent_of_the_images(int images, int expected)
    {
        (TestQuestion[] train, _) = Split(WriteRows(images), new());

        Assert.Equal(expected, train.Select(row => row.Image).Distinct().Count());
    }

    [Fact]
    public void Equal_seeds_give_equal_parts_in_any_order_of_the_file_and_other_seeds_others()
    {
        string file = WriteRows(40);
        string reversed = _sample.Write(
            "reversed.jsonl", string.Concat(File.ReadLines(file).Reverse().Select(line => line + "\n")));

        (TestQuestion[] first, _) = Split(file, new() { Seed = 1 });
        (TestQuestion[] again, _) = Split(reversed, new() { Seed = 1 });
        (TestQuestion[] other, _) = Split(file, new() { Seed = 2 });

        Assert.Equal(first.Select(row => row.Id).Order(), again.Select(row => row.Id).Order());
        Assert.NotEqual(first.Select(row => row.Id).Order(), other.Select(row => row.Id).Order());
    }

    [Fact]
    public void One_question_of_each_image_is_drawn_by_the_seed()
    {
        string file = WriteRows(40);

        (TestQuestion[] train, TestQuestion[] validation) = Split(file, new() { OnePerImage = true });
        (TestQuestion[] other, _) = Split(file, new() { OnePerImage = true, Seed = 3 });
        TestQuestion[] all = [.. train, .. validation];

        Assert.Equal(40, all.Length);
        Assert.Equal(40, all.Select(row => row.Image).Distinct().Count());
        Assert.NotEqual(train.Select(row => row.Id), other.Select(row => row.Id));
    }

    [Fact]
    public void Images_of_equal_bytes_count_as_one()
    {
        Enumerable.Range(0, 12).ToList().ForEach(i => _sample.Image($"{i}.png", (byte)(i / 2)));
        string file = _sample.Write(
            "rows.jsonl", string.Concat(Enumerable.Range(0, 12).Select(i => Row(i, $"{i}.png"))));

        SplitResult result = DataSplitter.Run(
            DataSet.Open(file), _sample.At("parts"), new() { Percent = 50 }, Sample.Token);

        Assert.True(result.ByContent);
        Assert.Equal(((6, 3), (6, 3)), (result.Train, result.Validation));
    }

    [Fact]
    public void Rows_without_their_image_are_listed_when_others_have_theirs()
    {
        Enumerable.Range(0, 4).ToList().ForEach(i => _sample.Image($"{i}.png", (byte)i));
        string file = _sample.Write(
            "rows.jsonl", string.Concat(Enumerable.Range(0, 5).Select(i => Row(i, $"{i}.png"))));

        SplitResult result = DataSplitter.Run(
            DataSet.Open(file), _sample.At("parts"), new() { Percent = 50 }, Sample.Token);

        Assert.Equal((4, 1), (result.Train.Rows + result.Validation.Rows, result.Rejected["missing"]));
        Assert.Single(File.ReadAllLines(result.RejectedFile!));
    }

    [Fact]
    public void A_share_that_leaves_a_part_empty_is_an_error() =>
        Assert.Contains(
            "leaves one part empty",
            Sample.Error(() => Split(WriteRows(2), new() { Percent = 99 })),
            StringComparison.Ordinal);

    public void Dispose() => _sample.Dispose();

    // Three questions an image; the images themselves are not there.
    private string WriteRows(int images) =>
        _sample.Write("rows.jsonl", string.Concat(Enumerable.Range(0, images * 3).Select(i => Row(i, $"{i / 3}.png"))));

    private static string Row(int id, string image) =>
        $$"""{"id":{{id}},"image":"{{image}}","question":"Q{{id}}","answers":["A"]}""" + "\n";

    private (TestQuestion[] Train, TestQuestion[] Validation) Split(string file, SplitOptions options)
    {
        string folder = _sample.At($"parts-{_outputs++}");
        DataSplitter.Run(DataSet.Open(file), folder, options, Sample.Token);
        return (
            [.. JsonLines.Read<TestQuestion>(Path.Combine(folder, "train.jsonl"))],
            [.. JsonLines.Read<TestQuestion>(Path.Combine(folder, "validation.jsonl"))]);
    }
}
