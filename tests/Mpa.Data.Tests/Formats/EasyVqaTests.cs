using Mpa.Data.Audit;
using Mpa.Data.Conversion;
using Mpa.Data.Import;
using Mpa.Data.Rows;
using Mpa.Evaluation;
using Mpa.Images;
using Mpa.Runs;
using Mpa.Testing;

namespace Mpa.Data.Tests.Formats;

/// <summary>easy-VQA as its package holds it: rows are lists, pictures are named by a number.</summary>
public sealed class EasyVqaTests : IDisposable
{
    private static readonly string Test = Path.Combine(Repository.OwnGoldens, "easy-vqa", "test");

    private readonly Sample _sample = new();

    public void Dispose() => _sample.Dispose();

    [Fact]
    public void A_split_is_read_with_its_pictures_and_the_kind_of_each_answer()
    {
        DataRow[] rows = [.. DataSet.Open(Test).Rows(Sample.Token)];

        Assert.Equal(61, rows.Length);
        Assert.Equal(
            ("questions-1", "0", "what is the red shape?", "triangle", "shape"),
            (rows[0].Id, rows[0].Image.Name, rows[0].Question, Assert.Single(rows[0].Answers), rows[0].Kind));
        Assert.Equal(["color", "shape", "yes or no"], rows.Select(row => row.Kind!).Distinct().Order());
        DataAudit audit = Auditor.Run(DataSet.Open(Test), cancellation: Sample.Token);
        Assert.Equal((61, 0, 6, 6), (audit.Rows, audit.Problems.Total, audit.Images, audit.GoodImages));
    }

    [Fact]
    public void A_run_takes_its_images_alone_or_its_questions()
    {
        DataRequest request = new(Test, null, _sample.At("run"), _sample.At("run", "store"), DataAccess.Extract);

        ImageSource images = RunImages.Open(request);
        TestSplit test = RunTest.Open(request);

        Assert.Equal(["images/0.png", "images/1.png"], images.Paths.Take(2));
        Assert.Equal((6, 61), (images.Paths.Count, test.Questions.Count));
        Assert.Equal(Path.Combine(Test, "images", "5.png"), test.ImagePaths(test.Questions[^1]).Single());
        Assert.Equal("shape", test.Questions[0].Kind);
    }

    [Fact]
    public void It_is_converted_with_its_pictures()
    {
        ConversionResult result = DataConverter.Run(DataSet.Open(Test), _sample.At("out"), Sample.Token);

        Assert.Equal((61, 6, null), (result.Written, result.Images, result.RejectedFile));
        Assert.Equal(61, TestSplit.Read(_sample.At("out")).Questions.Count);
    }

    [Theory]
    [InlineData("""["what?","yes"]""", "the row must be a list of a question, its answer and the image's number")]
    [InlineData("""["what?","yes",-1]""", "the row must be a list of a question, its answer and the image's number")]
    [InlineData("""["what?",7,0]""", "the row must be a list of a question, its answer and the image's number")]
    [InlineData("""["what?","mauve",0]""", "the answer \"mauve\" does not stand in answers.txt")]
    public void A_row_that_is_none_has_its_problem(string row, string problem)
    {
        string file = _sample.Write("train/questions.json", $"""[["is there a circle?","yes",0],{row}]""");
        _sample.Write("answers.txt", "yes\nno\n");

        DataRow[] rows = [.. DataSet.Open(file).Rows(Sample.Token)];

        Assert.Null(rows[0].Problem);
        Assert.Equal(problem, rows[1].Problem?.Message);
    }

    [Theory]
    [InlineData("""{"list":[]}""")]
    [InlineData("""[{"text":"other"}]""")]
    [InlineData("[]")]
    public void A_folder_of_images_beside_other_questions_stays_a_folder_of_images(string questions)
    {
        _sample.Write("set/questions.json", questions);
        _sample.Image("set/images/a.png", 1);

        Assert.Equal("folder of images", DataSet.Open(_sample.At("set")).Title);
    }
}
