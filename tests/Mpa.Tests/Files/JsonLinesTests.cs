using FsCheck.Xunit;
using Mpa.Files;
using Mpa.Images;
using Mpa.Leveling;
using Mpa.Testing;

namespace Mpa.Tests.Files;

public sealed class JsonLinesTests
{
    private static readonly ImageFailure[] Rows =
    [
        new("a.png", "truncated", "a"),
        new("b.png", "huge", "b\nwith a line feed"),
        new("ü.png", "empty", "–"),
    ];

    [Property]
    public bool What_is_written_is_read(string?[] texts)
    {
        using TemporaryFolder folder = new();
        ImageFailure[] rows =
            [.. texts.Select(text => new ImageFailure(WithoutHalfLetters(text ?? ""), "cause", "message"))];
        JsonLines.Replace(folder.At("rows.jsonl"), rows);
        return rows.SequenceEqual(JsonLines.Read<ImageFailure>(folder.At("rows.jsonl")));
    }

    [Fact]
    public void Lines_longer_than_any_buffer_and_a_mark_of_byte_order_are_read()
    {
        using TemporaryFolder folder = new();
        string path = folder.At("rows.jsonl");
        ImageFailure[] rows =
        [
            .. new[] { 1, 65_000, 3, 1 << 16, 200_000, 65_536 * 3, 2 }.Select(length =>
                new ImageFailure(new string('x', length), "cause", "message")),
        ];
        JsonLines.Replace(path, rows);
        Assert.Equal(rows, JsonLines.Read<ImageFailure>(path));

        File.WriteAllBytes(path, [0xEF, 0xBB, 0xBF, .. File.ReadAllBytes(path)]);
        Assert.Equal(rows, JsonLines.Read<ImageFailure>(path));
    }

    [Theory]
    [InlineData(-2)]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    public void Rows_behind_a_line_that_ends_with_the_buffer_are_read(int beyond)
    {
        using TemporaryFolder folder = new();
        string path = folder.At("rows.jsonl");
        JsonLines.Replace(path, Rows[..1]);
        string filler = new('x', (1 << 16) - (int)new FileInfo(path).Length + beyond);
        ImageFailure[] rows = [Rows[0] with { Message = Rows[0].Message + filler }, .. Rows];

        JsonLines.Replace(path, rows);

        Assert.Equal(rows, JsonLines.Read<ImageFailure>(path));
    }

    [Fact]
    public void A_row_known_by_what_an_earlier_one_is_known_by_is_an_error_that_names_its_line()
    {
        using TemporaryFolder folder = new();
        string path = folder.At("rows.jsonl");
        JsonLines.Replace(path, Rows.Append(Rows[1]));

        MpaException error = Assert.Throws<MpaException>(() =>
            JsonLines.ReadById<ImageFailure>(path, row => row.Path));

        Assert.Equal($"{path}:4: \"b.png\" stands there twice. Delete one of the lines.", error.Message);
    }

    [Fact]
    public void Cut_anywhere_a_file_gives_its_whole_rows()
    {
        using TemporaryFolder folder = new();
        string path = folder.At("rows.jsonl");
        JsonLines.Replace(path, Rows);
        byte[] whole = File.ReadAllBytes(path);

        for (int length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            IReadOnlyList<ImageFailure> rows = JsonLines.Read<ImageFailure>(path);
            Assert.Equal(Rows[..whole[..length].Count((byte)'\n')], rows);
            Assert.Equal(length > 0 && whole[length - 1] != '\n', JsonLines.IsTorn(path));
        }
    }

    [Theory]
    [InlineData("{\"path\":")]
    [InlineData("{\"path\":\"\\ud800\",\"cause\":\"c\",\"message\":\"m\"}")]
    [InlineData("{\"path\":\"a\"}")]
    [InlineData("{\"path\":null,\"cause\":\"c\",\"message\":\"m\"}")]
    [InlineData("null")]
    [InlineData("")]
    public void A_damaged_line_in_the_middle_is_an_error_that_names_file_and_line(string damaged)
    {
        using TemporaryFolder folder = new();
        string path = folder.At("rows.jsonl");
        JsonLines.Replace(path, Rows[..1]);
        File.AppendAllText(path, damaged + "\n");
        File.AppendAllText(path, File.ReadLines(path).First() + "\n");

        MpaException error = Assert.Throws<MpaException>(() => JsonLines.Read<ImageFailure>(path));

        Assert.StartsWith($"{path}:2:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_loss_that_is_no_number_is_on_record()
    {
        using TemporaryFolder folder = new();
        TrainingStep[] steps =
        [
            new(
                Step: 1,
                Steps: 2,
                Loss: double.NaN,
                GradientNorm: double.PositiveInfinity,
                LearningRate: 0,
                Tokens: 0,
                Seconds: 0),
        ];

        JsonLines.Replace(folder.At("rows.jsonl"), steps);

        Assert.Equal(steps, JsonLines.Read<TrainingStep>(folder.At("rows.jsonl")));
    }

    [Fact]
    public void Rows_are_appended_and_readable_at_once()
    {
        using TemporaryFolder folder = new();
        string path = folder.At("rows.jsonl");
        using JsonLinesWriter<ImageFailure> writer = new(path);

        long[] places = [writer.Append(Rows[0]), writer.Append(Rows[1])];
        Assert.Equal(Rows[..2], JsonLines.Read<ImageFailure>(path));
        writer.Append(Rows[2]);
        Assert.Equal(Rows, JsonLines.Read<ImageFailure>(path));
        Assert.Equal(places, JsonLines.Located<ImageFailure>(path).Take(2).Select(row => row.Place));
    }

    [Property(MaxTest = 30)]
    public bool A_line_is_read_by_its_place_in_any_order(ushort[] lengths, int seed)
    {
        using TemporaryFolder folder = new();
        string path = folder.At("rows.jsonl");
        ImageFailure[] rows =
            [.. lengths.Select(length => new ImageFailure(new string('x', length * 40), "cause", $"{length}"))];
        JsonLines.Replace(path, rows);
        (ImageFailure Row, long Place)[] located = [.. JsonLines.Located<ImageFailure>(path)];
        new Random(seed).Shuffle(located);

        using LineReader<ImageFailure> reader = new(path);
        return located.All(one => reader.Row(one.Place) == one.Row);
    }

    private static string WithoutHalfLetters(string text) => new([.. text.Where(letter => !char.IsSurrogate(letter))]);
}
