using Mpa.Data.Conversion;
using Mpa.Data.Import;
using Mpa.Data.Tests.Archives;
using Mpa.Evaluation;
using Mpa.Files;
using Mpa.Runs;

namespace Mpa.Data.Tests.Import;

public sealed class RunTestTests : IDisposable
{
    private const string Human = """
        [{"imgname":"1.png","query":"How many?","label":"14"},{"imgname":"2.png","query":"Which?","label":"Red"}]
        """;
    private readonly Sample _sample = new();

    [Fact]
    public void The_runs_own_form_is_read_where_it_is()
    {
        _sample.Image("test/a.png", 1);
        _sample.Write(
            "test/questions.jsonl", """{"id":"1","image":"a.png","question":"Q","answers":["A"],"kind":"k"}""");

        TestSplit split = Open(_sample.At("test"));

        Assert.Equal((null, _sample.At("test"), "k"), (split.Stamp, split.Root, Assert.Single(split.Questions).Kind));
        Assert.False(Directory.Exists(Store));
    }

    [Fact]
    public void The_runs_own_form_may_have_its_images_elsewhere()
    {
        _sample.Image("images/a.png", 1);
        string file = _sample.Write(
            "parts/validation.jsonl", """{"id":"1","image":"a.png","question":"Q","answers":["A"]}""");

        TestSplit split = RunTest.Open(
            new DataRequest(file, _sample.At("images"), _sample.At("run"), Store, DataAccess.Extract));

        Assert.Equal(_sample.At("images", "a.png"), split.ImagePaths(split.Questions[0]).Single());
    }

    [Fact]
    public void An_official_test_is_written_into_the_run_with_its_slices()
    {
        WriteCharts();
        _sample.Write("test/test_augmented.json", """[{"imgname":"1.png","query":"What?","label":"6.8"}]""");

        TestSplit split = Open(_sample.At("test"));

        Assert.Equal(["human", "human", "augmented"], split.Questions.Select(question => question.Slice));
        Assert.Equal(_sample.At("test", "png", "1.png"), split.ImagePaths(split.Questions[0]).Single());
        Assert.Equal(
            split.Questions.Select(question => question.Id),
            JsonLines.Read<TestQuestion>(Path.Combine(Store, "questions.jsonl")).Select(question => question.Id));
        Assert.Equal(split.Stamp, Open(_sample.At("test"), DataAccess.Stamp).Stamp);
    }

    [Fact]
    public void The_stamp_changes_with_an_image()
    {
        WriteCharts();
        string? before = Open(_sample.At("test")).Stamp;
        _sample.WriteBytes("test/png/1.png", [.. Sample.Png(7), 0]);

        Assert.NotEqual(before, Open(_sample.At("test")).Stamp);
    }

    [Fact]
    public void Images_in_Parquet_are_taken_out_with_their_questions_once()
    {
        WriteCharts();
        string parquet = DataConverter.Run(
            DataSet.Open(_sample.At("test")), _sample.At("set.parquet"), Sample.Token).Output;

        TestSplit look = Open(parquet, DataAccess.Look);
        Assert.Equal((2, false), (look.Questions.Count, Directory.Exists(Store)));
        TestSplit split = Open(parquet);
        TestSplit again = Open(parquet, DataAccess.Look);

        Assert.Equal(Sample.Png(1), File.ReadAllBytes(split.ImagePaths(split.Questions[0]).Single()));
        Assert.Equal(
            split.Questions.Select(question => question.Image), again.Questions.Select(question => question.Image));
        Assert.Equal("human", split.Questions[0].Slice);
        Assert.Single(Open(parquet, limit: 1).Questions);
    }

    [Fact]
    public void A_test_in_an_archive_is_unpacked_once()
    {
        string zip = Packs.Zip(
            _sample.At("a.zip"),
            ("ChartQA/test_human.json", Sample.Utf8(Human)),
            ("ChartQA/png/1.png", Sample.Png(1)),
            ("ChartQA/png/2.png", Sample.Png(2)));

        Assert.Equal((2, false), (Open(zip, DataAccess.Look).Questions.Count, Directory.Exists(Store)));
        TestSplit split = Open(zip);

        Assert.Equal("ChartQA/png/1.png", split.Questions[0].Image);
        Assert.Equal(Sample.Png(2), File.ReadAllBytes(split.ImagePaths(split.Questions[1]).Single()));
        Assert.Equal(split.Stamp, Open(zip, DataAccess.Stamp).Stamp);
    }

    [Theory]
    [InlineData(
        """{"id":1,"image":"a.png","question":"R","answers":["A"]}""",
        "rows.jsonl:2: the id \"1\" stands there twice")]
    [InlineData(
        """{"id":2,"image":"gone.png","question":"R","answers":["A"]}""",
        "rows.jsonl:2: the image \"gone.png\" is missing")]
    [InlineData(
        """{"id":2,"image":"../x/passwd","question":"R","answers":["A"]}""",
        "rows.jsonl:2: the image \"../x/passwd\" is outside the folder")]
    [InlineData("""{"id":2,"image":"a.png","question":"R"}""", "rows.jsonl:2: \"2\" has no answer")]
    [InlineData("""{"id":2,"image":"a.png","answers":["A"]}""", "rows.jsonl:2: it names an image without a question")]
    [InlineData(
        """{"id":2,"image":"a.png","question":1.5,"answers":{}}""",
        "rows.jsonl:2: \"answers\" must be a text or a list of texts, not an object")]
    public void A_row_that_cannot_be_used_is_an_error_with_its_place(string second, string expected)
    {
        _sample.Image("a.png", 1);
        const string first = """{"id":1,"image":"a.png","question":"Q","answers":["A"]}""";
        string file = _sample.Write("rows.jsonl", $"{first}\n{second}\n");

        Assert.StartsWith(expected, Sample.Error(() => Open(file)), StringComparison.Ordinal);
        Assert.Single(Open(file, limit: 1).Questions);
    }

    [Fact]
    public void What_is_not_there_is_an_error() =>
        Assert.Contains("no such test split", Sample.Error(() => Open(_sample.At("none"))), StringComparison.Ordinal);

    public void Dispose() => _sample.Dispose();

    private string Store => _sample.At("run", "5-test");

    private void WriteCharts()
    {
        _sample.Write("test/test_human.json", Human);
        _sample.Image("test/png/1.png", 1);
        _sample.Image("test/png/2.png", 2);
    }

    private TestSplit Open(string path, DataAccess access = DataAccess.Extract, int limit = 0) =>
        RunTest.Open(new DataRequest(path, null, _sample.At("run"), Store, access, limit));
}
