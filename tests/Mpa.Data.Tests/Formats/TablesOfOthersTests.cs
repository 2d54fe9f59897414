using System.IO.Compression;
using DuckDB.NET.Data;
using Mpa.Data.FileTypes;
using Mpa.Data.Rows;

namespace Mpa.Data.Tests.Formats;

/// <summary>Tables as spreadsheets, pandas and other trainers write them.</summary>
public sealed class TablesOfOthersTests : IDisposable
{
    private readonly Sample _sample = new();

    [Theory]
    [InlineData(",image,question,answers\n0,a.png,Q,A\n")] // pandas' index
    [InlineData(",,image,question,answers\n0,x,a.png,Q,A\n")]
    [InlineData("Image,Question,Answer\na.png,Q,A\n")]
    [InlineData("IMAGE_PATH;QUESTION;LABEL\r\na.png;Q;A\r\n")]
    [InlineData("\uFEFFimage;question;answers\na.png;\"Q\";A\n")]
    [InlineData("image\tquestion\tanswers\na.png\tQ\tA\n")]
    [InlineData("\"image\";\"what, or why\";\"question\";\"answers\"\na.png;1,5;Q;A\n")]
    [InlineData("image,question,answers\na.png,Q,\"['A']\"\n")]
    public void A_table_is_known_by_its_header_however_it_is_written(string text)
    {
        DataRow row = Assert.Single(Rows(_sample.Write("a.csv", text)));

        Assert.Equal(("a.png", "Q", "A"), (row.Image.Name, row.Question, string.Join('|', row.Answers)));
    }

    [Theory]
    [InlineData("foo,bar\na.png,Q\n")]
    [InlineData("name;label\na.png;Q\n")]
    public void A_file_named_as_a_table_that_names_no_image_is_no_list_of_paths(string text) => Assert.Contains(
        "a.csv:1: the header names no image and no question",
        Sample.Error(() => DataSet.Open(_sample.Write("a.csv", text))),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("['red', 'dark red']", "red|dark red")]
    [InlineData("[\"it's red\", 'dark \"red\"']", "it's red|dark \"red\"")]
    [InlineData("['red' 'dark red']", "red|dark red")] // NumPy
    [InlineData("['red', None, 3.0, True]", "red|3|true")]
    [InlineData("[{'answer': 'red', 'answer_id': 1}, {'answer': 'blue', 'answer_id': 2}]", "red|blue")]
    [InlineData("['it\\'s', 'a\\\\b']", "it's|a\\b")]
    [InlineData("[3, 4]", "[3, 4]")] // may be an interval
    [InlineData("['red', 'dark", "['red', 'dark")]
    [InlineData("[['red']", "[['red']")]
    [InlineData("['red'] or ['blue']", "['red'] or ['blue']")]
    public void A_list_that_Python_printed_is_a_list_of_answers(string cell, string expected)
    {
        string csv = _sample.Write("a.csv", $"image,question,answer\na.png,Q,\"{cell.Replace("\"", "\"\"")}\"\n");

        Assert.Equal(expected, string.Join('|', Assert.Single(Rows(csv)).Answers));
    }

    [Fact]
    public void A_whole_number_has_no_point_and_what_is_no_number_is_null()
    {
        string file = Parquet(
            "SELECT 7.0::DOUBLE AS id, 'a.png' AS image, 'Q' AS question, 3.0::DOUBLE AS answer, "
            + "'nan'::DOUBLE AS score, ['inf'::DOUBLE, 1.5] AS list, 'a NaN, an \"inf\"' AS slice");

        DataRow row = Assert.Single(Rows(file));

        Assert.Equal(("7", "3", "a NaN, an \"inf\""), (row.Id, Assert.Single(row.Answers), row.Slice));
        Assert.Equal("2.50", Assert.Single(Rows(Json("2.50"))[0].Answers));
        Assert.Equal("-12", Assert.Single(Rows(Json("-12.00"))[0].Answers));

        string Json(string number) => _sample.Write(
            "a.jsonl", $$"""{"image":"a.png","question":"Q","answer":{{number}}}""");
    }

    [Theory]
    [InlineData("'nan'::DOUBLE")]
    [InlineData("'nan'::FLOAT")]
    [InlineData("'-inf'::DOUBLE")]
    [InlineData("NULL")]
    public void An_answer_that_is_no_number_is_none(string value)
    {
        string file = Parquet($"SELECT 'a.png' AS image, 'Q' AS question, {value} AS answer");

        Assert.Empty(Assert.Single(Rows(file)).Answers);
    }

    [Theory]
    [InlineData("a.jsonl", "{\"image\":\"a.png\",\"question\":\"Q\",\"answers\":[\"A\"]}\n")]
    [InlineData("a.json", "[{\"image\":\"a.png\",\"question\":\"Q\",\"answers\":[\"A\"]}]")]
    [InlineData("a.csv", "image,question,answers\na.png,Q,A\n")]
    public void What_gzip_packed_is_read_where_it_is_with_the_images_beside_it(string name, string text)
    {
        _sample.Image("a.png", 1);
        string file = Packed(name, Sample.Utf8(text));

        using DataSource source = DataSource.Open(file, new DataOptions(), Sample.Token);
        DataRow row = Assert.Single(source.Data.Rows(Sample.Token));

        Assert.Equal(_sample.Root, source.Data.ImageRoot);
        Assert.Equal(("a.png", "Q", "A"), (row.Image.Name, row.Question, string.Join('|', row.Answers)));
    }

    [Fact]
    public void Gzip_of_something_else_or_cut_off_is_an_error_that_says_so()
    {
        string other = Packed("a.png", Sample.Png(1));
        string cut = Packed("a.jsonl", Sample.Utf8(string.Concat(Enumerable.Repeat("{\"image\":\"a.png\"}\n", 9000))));
        File.WriteAllBytes(cut, File.ReadAllBytes(cut)[..^40]);

        Assert.Contains("gzip of neither", Sample.Error(() => DataSet.Open(other)), StringComparison.Ordinal);
        Assert.Contains("cut off", Sample.Error(() => Rows(cut)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"image":["a.png"],"question":"Q"}""", "a.png", null)]
    [InlineData("""{"images":["a.png"],"question":"Q"}""", "a.png", null)]
    [InlineData("""{"images":["a.png","b.png"],"question":"Q"}""", "a.png", "several images")]
    [InlineData("""{"images":[],"question":"Q"}""", "", "no image")]
    [InlineData(
        """{"images":["a.png"],"conversations":[{"from":"human","value":"Q"},{"from":"gpt","value":"A"}]}""",
        "a.png",
        null)]
    public void A_list_of_one_image_names_it_and_several_are_told_where_one_is_read(
        string line, string image, string? problem)
    {
        DataRow row = Assert.Single(Rows(_sample.Write("a.jsonl", line)));

        Assert.Equal((image, problem), (row.Image.Name, row.Problem?.Cause));
    }

    [Theory]
    [InlineData("[{'bytes': 'PNG'::BLOB, 'path': 'a.png'}]", null)]
    [InlineData("['PNG'::BLOB]", null)]
    [InlineData("[{'bytes': 'PNG'::BLOB, 'path': 'a.png'}, {'bytes': 'PNG'::BLOB, 'path': 'b.png'}]", "several images")]
    public void A_list_of_embedded_images_holds_them_and_is_told_where_one_is_read(string value, string? problem)
    {
        DataRow row = Assert.Single(Rows(Parquet($"SELECT {value} AS images, 'Q' AS question")));

        Assert.Equal(("PNG", problem), (Text(row.Image.Bytes), row.Problem?.Cause));

        static string? Text(byte[]? bytes) => bytes is null ? null : System.Text.Encoding.ASCII.GetString(bytes);
    }

    public void Dispose() => _sample.Dispose();

    private static DataRow[] Rows(string file) => [.. DataSet.Open(file).Rows(Sample.Token)];

    private string Packed(string name, byte[] bytes)
    {
        string file = _sample.At(name + ".gz");
        using GZipStream gzip = new(File.Create(file), CompressionLevel.Fastest);
        gzip.Write(bytes);
        return file;
    }

    private string Parquet(string select)
    {
        string file = _sample.At("a.parquet");
        using DuckDBConnection connection = DuckDb.Open(file);
        connection.Execute($"COPY ({select}) TO {DuckDb.Text(file)} (FORMAT parquet)");
        return file;
    }
}
