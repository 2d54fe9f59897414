using Mpa.Data.Audit;
using Mpa.Data.Conversion;
using Mpa.Data.FileTypes;
using Mpa.Data.Images;
using Mpa.Evaluation;

namespace Mpa.Data.Tests.Conversion;

public sealed class DataConverterTests : IDisposable
{
    private readonly Sample _sample = new();

    [Fact]
    public void To_Parquet_and_back_nothing_changes()
    {
        Write();

        string parquet = DataConverter.Run(
            DataSet.Open(_sample.At("rows.jsonl")), _sample.At("out", "set.parquet"), Sample.Token).Output;
        ConversionResult back = DataConverter.Run(DataSet.Open(parquet), _sample.At("back"), Sample.Token);

        TestSplit split = TestSplit.Read(_sample.At("back"));
        Assert.Equal((3, 2, null), (back.Written, back.Images, back.RejectedFile));
        Assert.Equal([("1", "Ä?", "A|B", "human", "count"), ("2", "R", "D", null, null), ("3", "S", "C", null, null)],
            split.Questions.Select(q => (q.Id, q.Question, string.Join('|', q.Answers), q.Slice, q.Kind)));
        Assert.Equal(Sample.Png(1), File.ReadAllBytes(split.ImagePaths(split.Questions[0]).Single()));
        Assert.Equal(Sample.Png(2), File.ReadAllBytes(split.ImagePaths(split.Questions[2]).Single()));
        Assert.True(Auditor.Run(DataSet.Open(parquet), cancellation: Sample.Token).Sound);
    }

    [Fact]
    public void Rows_that_cannot_be_used_are_left_out_and_listed()
    {
        Write();
        File.AppendAllText(
            _sample.At("rows.jsonl"),
            "{\"id\":4,\"image\":\"gone.png\",\"question\":\"Q\",\"answers\":[\"A\"]}\n{\"id\":5}\n");

        ConversionResult result = DataConverter.Run(
            DataSet.Open(_sample.At("rows.jsonl")), _sample.At("out"), Sample.Token);

        Assert.Equal((3, 1, 1), (result.Written, result.Rejected["missing"], result.Rejected["no image"]));
        Assert.Equal(2, File.ReadAllLines(result.RejectedFile!).Length);
    }

    [Fact]
    public void Files_of_a_folder_that_are_no_images_are_left_out_and_listed()
    {
        _sample.Image("set/a.png", 1);
        _sample.Write("set/rows.jsonl", "{\"image\":\"a.png\"}\n");
        _sample.Write("set/page.html", "<html><body>Not found</body></html>");
        _sample.Write("set/page.jpg", "<!DOCTYPE html><html></html>");

        ConversionResult result = DataConverter.Run(
            DataSet.Open(_sample.At("set")), _sample.At("out"), Sample.Token);

        Assert.Equal((1, 1, 3), (result.Written, result.Images, result.Rejected["not an image"]));
    }

    [Fact]
    public void What_exists_is_not_written_over()
    {
        Write();
        Directory.CreateDirectory(_sample.At("out"));

        Assert.Contains(
            "exists",
            Sample.Error(
                () => DataConverter.Run(DataSet.Open(_sample.At("rows.jsonl")), _sample.At("out"), Sample.Token)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_set_without_any_image_is_an_error_that_tells_of_the_folder()
    {
        string file = _sample.Write("rows.jsonl", "{\"image\":\"gone.png\",\"question\":\"Q\"}\n");

        Assert.Contains(
            "--images",
            Sample.Error(() => DataConverter.Run(DataSet.Open(file), _sample.At("out"), Sample.Token)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Large_sets_become_shards_that_are_read_together()
    {
        using (ParquetWriter writer = new(_sample.At("set.parquet"), shardBytes: 100))
        {
            for (byte i = 0; i < 5; i++)
            {
                writer.Add(new TestQuestion($"{i}", ExtractedImages.NameOf(Sample.Png(i)), "Q", ["A"]), Sample.Png(i));
            }

            Assert.EndsWith("set-00000-of-00003.parquet", writer.Finish(), StringComparison.Ordinal);
        }

        Assert.Equal(
            ["0", "1", "2", "3", "4"],
            DataSet.Open(_sample.At("set-00000-of-00003.parquet")).Rows(Sample.Token).Select(row => row.Id));
        File.Delete(_sample.At("set-00002-of-00003.parquet"));
        Assert.Contains(
            "set-00002-of-00003.parquet is not beside it",
            Sample.Error(() => DataSet.Open(_sample.At("set-00000-of-00003.parquet"))),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Parquet_tells_the_hub_that_its_column_is_an_image()
    {
        Write();
        string parquet = DataConverter.Run(
            DataSet.Open(_sample.At("rows.jsonl")), _sample.At("set.parquet"), Sample.Token).Output;

        using DuckDB.NET.Data.DuckDBConnection connection = DuckDb.Open(parquet);
        string features = connection.Scalar(
            $"SELECT decode(value) FROM parquet_kv_metadata({DuckDb.Text(parquet)}) WHERE decode(key) = 'huggingface'");

        Assert.Contains("""
            "image":{"_type":"Image"}
            """.Trim(), features, StringComparison.Ordinal);
    }

    public void Dispose() => _sample.Dispose();

    private void Write()
    {
        _sample.Image("a.png", 1);
        _sample.Image("sub/b.png", 2);
        _sample.Write("rows.jsonl", """
            {"id":1,"image":"a.png","question":"Ä?","answers":["A","B"],"slice":"human","kind":"count"}
            {"id":"2","image":"a.png","question":"R","answers":["D"]}
            {"id":3,"image":"sub/b.png","question":"S","answers":["C"]}

            """);
    }
}
