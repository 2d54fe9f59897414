using Mpa.Data.Audit;
using Mpa.Data.Rows;

namespace Mpa.Data.Tests;

/// <summary>Damage is told by its place, or counted; nothing is lost.</summary>
public sealed class DamagedFilesTests : IDisposable
{
    private readonly Sample _sample = new();

    [Theory]
    [InlineData("[{\"image\":\"a.png\",\"question\":\"Q\"},\n{\"image\":\"b.p", ":2, byte ", "cut off")]
    [InlineData("[{\"image\":\"a.png\",\"question\":\"Q\"}", ":1, byte ", "cut off")]
    [InlineData("{\"data\":[{\"image_id\":\"a\",\"question\":\"Q\",\"question_id\":1}]", ":1, byte ", "cut off")]
    [InlineData("[{\"image\":\"a.png\",\"question\":\"Q\"},\n\n{'image':1}]", ":3, byte 2 of the line", "not JSON")]
    [InlineData("[{\"image\":\"a.png\",\"question\":\"Q\"}] tail", ":1, byte ", "not JSON")]
    public void Broken_JSON_is_an_error_with_line_and_byte(string text, string place, string reason)
    {
        string file = _sample.Write("broken.json", text);

        string message = Sample.Error(() => DataSet.Open(file).Rows(Sample.Token).Count());

        Assert.StartsWith(file + place, message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id,image,question\n1,a.png,Q\n2,a.png\n", ":3:")]
    [InlineData("id,image,question\n1,a.png,Q,extra\n", ":2:")]
    [InlineData("id,image,question\n1,a.png,Q\n2,a.png,\"open\n", ":3:")]
    public void Broken_CSV_is_an_error_with_its_line(string text, string place)
    {
        string file = _sample.Write("broken.csv", text);

        Assert.StartsWith(
            file + place, Sample.Error(() => DataSet.Open(file).Rows(Sample.Token).Count()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"image":"a.png","question":"Which \ud83d is it?","answers":["A"]}""", "half a letter")]
    [InlineData("""{"image":"a.png","question":"Q","answers":["\udc00"]}""", "half a letter")]
    [InlineData("""{"image":"a.png","question":"Q","other":{"deep":["\ud800x"]}}""", "half a letter")]
    [InlineData("""{"image":"a.png","question":"Q","\ud83d":1}""", "half a letter")]
    [InlineData("""{"image":"a.png","question":"Q","question":"R"}""", "repeated key")]
    [InlineData("""{"image":"a.png","question":"Q","answers":[{"answer":"A","answer":"B"}]}""", "repeated key")]
    [InlineData("{\"image\":\"a.png\",\"question\":\"caf\u00FF\"}", "not UTF-8")]
    public void A_row_whose_text_cannot_be_read_is_counted_and_the_others_are_read(string row, string cause)
    {
        const string Sound = """{"image":"a.png","question":"\ud83d\ude00 \u00e9","answers":["A"]}""";
        byte[] broken = System.Text.Encoding.Latin1.GetBytes(row);
        byte[] sound = Sample.Utf8(Sound);
        string lines = _sample.WriteBytes("rows.jsonl", [.. broken, (byte)'\n', .. sound, (byte)'\n']);
        string list = _sample.WriteBytes("rows.json", [.. "["u8, .. broken, .. ","u8, .. sound, .. "]"u8]);

        foreach (string file in (string[])[lines, list])
        {
            DataRow[] rows = [.. DataSet.Open(file).Rows(Sample.Token)];
            Assert.Equal([cause, null], rows.Select(found => found.Problem?.Cause));
            Assert.Equal("\U0001F600 \u00E9", rows[1].Question);
        }
    }

    [Fact]
    public void Half_a_letter_beside_a_list_is_no_fault_of_its_rows()
    {
        string file = _sample.Write("a.json", """{"info":"\ud83d","data":[{"image":"a.png","question":"Q"}]}""");

        Assert.Null(Assert.Single(DataSet.Open(file).Rows(Sample.Token)).Problem);
    }

    [Fact]
    public void Wrong_types_and_missing_fields_are_counted_rows_with_their_place()
    {
        string file = _sample.Write("rows.jsonl", """
            {"id":1,"image":"a.png","question":"Q","answers":["A"]}
            {"id":2,"image":{"path":"a.png"},"question":"Q","answers":["A"]}
            {"id":3,"question":"Q","answers":["A"]}
            {"id":4,"image":"a.png","question":["Q"],"answers":["A"]}
            {"id":5,"image":"a.png","question":"Q","answers":{"a":1}}
            {"id":6,"image":"a.png","question":"Q","answers":[["A"]]}
            not json
            [1]
            {"id":7,"image":"a.png","question":"Q","ans
            """.TrimEnd());

        DataRow[] rows = [.. DataSet.Open(file).Rows(Sample.Token)];

        Assert.Equal(
            [
                null, "wrong image", "no image", "wrong question", "wrong answers", "wrong answers",
                "not JSON", "not an object", "cut off",
            ],
            rows.Select(row => row.Problem?.Cause));
        Assert.Equal("rows.jsonl:4", rows[3].Place);
    }

    [Fact]
    public void Images_that_are_missing_damaged_or_outside_are_counted_by_cause()
    {
        string file = _sample.Write("data/rows.jsonl", """
            {"id":1,"image":"a.png","question":"Q","answers":["A"]}
            {"id":2,"image":"gone.png","question":"Q","answers":["A"]}
            {"id":3,"image":"../../etc/passwd","question":"Q","answers":["A"]}
            {"id":4,"image":"/etc/passwd","question":"Q","answers":["A"]}
            {"id":5,"image":"out.png","question":"Q","answers":["A"]}
            {"id":6,"image":"torn.png","question":"Q","answers":["A"]}
            {"id":7,"image":"text.png","question":"Q","answers":["A"]}
            """);
        _sample.Image("data/a.png", 1);
        _sample.Image("secret.png", 2);
        File.CreateSymbolicLink(_sample.At("data", "out.png"), _sample.At("secret.png"));
        _sample.WriteBytes("data/torn.png", Sample.Png(3)[..^20]);
        _sample.Write("data/text.png", "no image");

        DataAudit audit = Auditor.Run(DataSet.Open(file), cancellation: Sample.Token);

        Assert.Equal(
            [("missing", 2), ("not an image", 1), ("outside the folder", 2), ("truncated", 1)],
            audit.BadImages.Counts.Select(pair => (pair.Key, (int)pair.Value.Count)));
        Assert.Equal((7, 1, false), (audit.Images, audit.GoodImages, audit.Sound));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("[]", "holds no row")]
    [InlineData("{\"data\":[]}", "holds no row")]
    [InlineData("{\"data\":{}}", "the first row has the fields data; expected")]
    [InlineData("\u0001\0\u0002", "is neither text, Parquet, zip, tar nor an image")]
    public void A_file_without_data_is_an_error(string text, string expected) =>
        Assert.Contains(
            expected,
            Sample.Error(() => DataSet.Open(_sample.Write("none", text)).Rows(Sample.Token).ToList()),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("425A6839", "is compressed by bzip2, which mpa doesn't unpack: unpack it, and name what comes of it")]
    [InlineData("FD377A585A00", "is compressed by xz")]
    [InlineData("28B52FFD", "is compressed by zstd")]
    [InlineData("377ABCAF271C", "is a 7z archive")]
    [InlineData("526172211A07", "is a RAR archive")]
    [InlineData("FFFE69006D00", "is text in UTF-16: save it as UTF-8")]
    public void A_kind_that_is_not_read_is_named(string hex, string expected) => Assert.Contains(
        expected,
        Sample.Error(() => DataSet.Open(_sample.WriteBytes("set", [.. Convert.FromHexString(hex), 0, 0, 0, 0]))),
        StringComparison.Ordinal);

    [Fact]
    public void Parquet_that_is_cut_off_is_an_error_that_says_so()
    {
        string file = _sample.WriteBytes("cut.parquet", [.. "PAR1"u8, .. new byte[100]]);

        Assert.StartsWith(
            $"{file}: can't be read as Parquet", Sample.Error(() => DataSet.Open(file)), StringComparison.Ordinal);
    }

    [Fact]
    public void One_row_too_large_for_memory_is_an_error()
    {
        string file = _sample.At("huge.jsonl");
        using (FileStream stream = File.Create(file))
        {
            stream.Write("{\"image\":\"a.png\",\"question\":\""u8);
            byte[] block = [.. Enumerable.Repeat((byte)'x', 1 << 20)];
            Enumerable.Range(0, 65).ToList().ForEach(_ => stream.Write(block));
        }

        Assert.Contains(
            "longer than 64 MiB",
            Sample.Error(() => DataSet.Open(file).Rows(Sample.Token).Count()),
            StringComparison.Ordinal);
    }

    public void Dispose() => _sample.Dispose();
}
