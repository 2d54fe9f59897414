using DuckDB.NET.Data;
using Mpa.Data.Audit;
using Mpa.Data.FileTypes;
using Mpa.Data.Import;
using Mpa.Data.Tests.Archives;
using Mpa.Evaluation;
using Mpa.Images;
using Mpa.Runs;

namespace Mpa.Data.Tests.Import;

/// <summary>Rows that are about several images, in the files of others.</summary>
public sealed class SeveralImagesTests : IDisposable
{
    private readonly Sample _sample = new();

    public SeveralImagesTests()
    {
        foreach (byte number in new byte[] { 1, 2, 3 })
        {
            _sample.Image($"images/{number}.png", number);
        }
    }

    [Fact]
    public void A_row_that_lists_images_is_one_item()
    {
        string file = _sample.Write("rows.jsonl", """
            {"images":["1.png","2.png"],"question":"What changed?","answers":["a bar"]}
            {"images":["2.png","1.png"],"question":"And back?","answers":["a bar"]}
            {"image":"3.png","question":"How many?","answers":["3"]}
            {"images":["1.png","2.png"],"question":"Which?","answers":["red"]}

            """);

        ImageSource source = Images(file);

        Assert.Equal(["images/1.png + images/2.png", "images/2.png + images/1.png", "images/3.png"], source.Paths);
        Assert.Equal(["images/2.png", "images/1.png"], source.FilesOf(source.Paths[1]));
        Assert.Equal(["images/3.png"], source.FilesOf(source.Paths[2]));
        TestSplit test = Test(file);
        Assert.Equal([2, 2, 1, 2], test.Questions.Select(question => test.FilesOf(question).Count));
        Assert.Null(test.Questions[2].Images);
    }

    [Fact]
    public void A_row_that_lists_an_image_that_is_not_there_is_refused_by_name()
    {
        string file = _sample.Write("rows.jsonl", """{"images":["1.png","9.png"],"question":"Q","answers":["A"]}""");

        ImageSource source = Images(file);

        Assert.Empty(source.Paths);
        Assert.Equal(("9.png", "missing"), (source.Refused[0].Path, source.Refused[0].Cause));
    }

    [Fact]
    public void A_conversation_about_several_images_is_about_all_of_them()
    {
        string file = _sample.Write("talk.json", """
            [{"id":"7","image":["images/1.png","images/3.png"],"conversations":[
              {"from":"human","value":"<image>\n<image>\nWhich has more bars?"},{"from":"gpt","value":"the second"}]}]
            """);

        TestQuestion question = Assert.Single(Test(file).Questions);

        Assert.Equal(["images/1.png", "images/3.png"], question.Images);
        Assert.Equal("Which has more bars?", question.Question);
    }

    [Theory]
    [InlineData("{'bytes': ", ", 'path': ''}")]
    [InlineData("", "")]
    public void Lists_of_images_in_Parquet_are_taken_out_in_their_order(string before, string after)
    {
        IEnumerable<string> images = new byte[] { 3, 2, 1 }
            .Select(number => $"{before}from_hex('{Convert.ToHexString(Sample.Png(number))}'){after}");
        string file = Parquet(
            $"SELECT [{string.Join(", ", images)}] AS images, 'Which?' AS question, 'red' AS answer");

        ImageSource source = Images(file), again = Images(file);

        IReadOnlyList<string> files = source.FilesOf(Assert.Single(source.Paths));
        Assert.Equal(
            [Sample.Png(3), Sample.Png(2), Sample.Png(1)],
            files.Select(name => File.ReadAllBytes(Path.Combine(source.Root, name))));
        Assert.Equal(files, again.FilesOf(Assert.Single(again.Paths)));
        TestSplit test = Test(file);
        Assert.Equal(files, Assert.Single(test.Questions).Images);
    }

    [Fact]
    public void Folders_of_an_archive_are_items_and_those_of_a_data_file_are_not()
    {
        string zip = Packs.Zip(
            _sample.At("a.zip"),
            ("all/b/1.png", Sample.Png(1)),
            ("all/b/2.png", Sample.Png(2)),
            ("all/c/1.png", Sample.Png(3)));
        string file = _sample.Write("rows.jsonl", """{"image":"1.png","question":"Q","answers":["A"]}""");

        ImageSource source = RunImages.Open(Request(zip, "0-images") with { ByFolder = true });
        string error = Sample.Error(() => RunImages.Open(Request(file, "0-images") with { ByFolder = true }));

        Assert.Equal(["all/b", "all/c"], source.Paths);
        Assert.Equal(["all/b/1.png", "all/b/2.png"], source.FilesOf("all/b"));
        Assert.Contains("leave images.items out, and set images.most", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_check_looks_at_every_image_of_a_row()
    {
        string file = _sample.Write("rows.jsonl", """{"images":["1.png","2.png"],"question":"Q","answers":["A"]}""");

        DataAudit audit = Auditor.Run(DataSet.Open(file), cancellation: Sample.Token);

        Assert.Equal((2, 2L, true), (audit.Images, audit.GoodImages, audit.Sound));
    }

    public void Dispose() => _sample.Dispose();

    private ImageSource Images(string file) => RunImages.Open(Request(file, "0-images"));

    private TestSplit Test(string file) => RunTest.Open(Request(file, "5-test"));

    private DataRequest Request(string file, string store) =>
        new(file, null, _sample.At("run"), _sample.At("run", store), DataAccess.Extract);

    private string Parquet(string select)
    {
        string file = _sample.At("a.parquet");
        using DuckDBConnection connection = DuckDb.Open(file);
        connection.Execute($"COPY ({select}) TO {DuckDb.Text(file)} (FORMAT parquet)");
        return file;
    }
}
