using Mpa.Data.Audit;
using Mpa.Data.Rows;
using Mpa.Testing;

namespace Mpa.Data.Tests.Formats;

/// <summary>The files of the paper's release, and its counts for them where the files are at hand.</summary>
public sealed class MpaReleaseTests : IDisposable
{
    private const string Conversation = """
        "conversations":[{"from":"human","value":"<image>\nQ"},{"from":"gpt","value":"A"}]
        """;

    private readonly Sample _sample = new();

    [Fact]
    public void Paths_of_another_machine_are_found_by_their_ending_and_ids_are_numbers_or_texts()
    {
        string file = _sample.Write("output.json", """
            [{"question_id": 516065, "image_path": "/workspace/data/okvqa/images/train2014/COCO_1.jpg",
              "ground_truth_question": "?", "ground_truth_answer": "!",
              "predicted_question": "What is it", "predicted_answer": "Tennis"},
             {"question_id": "7", "image_path": "COCO_2.jpg",
              "predicted_question": "Who is it", "predicted_answer": "null"}]
            """);
        _sample.Image("train2014/COCO_1.jpg", 1);
        _sample.Image("COCO_2.jpg", 2);

        DataRow[] rows = [.. DataSet.Open(file).Rows(Sample.Token)];

        Assert.Equal(
            [("516065", "What is it", "Tennis"), ("7", "Who is it", "null")],
            rows.Select(row => (row.Id, row.Question!, row.Answers[0])));
        Assert.Equal(2, Auditor.Run(DataSet.Open(file), cancellation: Sample.Token).GoodImages);
    }

    [Theory]
    [InlineData("""[{"question_id":1,"image_path":"a.png","PA_question":"Q","PA_answer":"A","predictions":"B"}]""")]
    [InlineData("""[{"question_id":"1","image_path":"/x/a.png","GT_question":"Q","GT_answer":"A"}]""")]
    [InlineData("""[{"id":1,"image":"/workspace/a.png",""" + Conversation + "}]")]
    [InlineData("""[{"id":"1","image":"a.png",""" + Conversation + "}]")]
    [InlineData("""[{"image_id":5,"qas":[{"question_id":1,"question":"Q","answers":["A"]}]}]""")]
    [InlineData("""[{"image_id":5,"question":"Q","question_id":1,"answers":["A"]}]""")]
    [InlineData("""[{"imgname":"a.png","query":"Q","label":"A","question_id":1}]""")]
    public void Every_kind_of_file_gives_the_same_row(string text)
    {
        DataRow row = Assert.Single(DataSet.Open(_sample.Write("file.json", text)).Rows(Sample.Token));

        Assert.Equal(("1", "Q", "A", null), (row.Id, row.Question, Assert.Single(row.Answers), row.Problem));
    }

    [Fact]
    public void Each_turn_of_a_conversation_is_a_row()
    {
        string file = _sample.Write("file.json", """
            [{"id":1,"image":"a.png","conversations":[
               {"from":"human","value":"<image>\nQ"},{"from":"gpt","value":"A"},
               {"from":"human","value":"R"},{"from":"gpt","value":"B"}]},
             {"id":2,"image":"a.png","conversations":[{"from":"human","value":"alone"}]}]
            """);

        DataRow[] rows = [.. DataSet.Open(file).Rows(Sample.Token)];

        Assert.Equal(["1", "1#2"], rows.Take(2).Select(row => row.Id));
        Assert.Equal("wrong conversations", rows[2].Problem!.Cause);
    }

    [Fact]
    public void The_released_pseudo_annotations_have_the_papers_counts()
    {
        DataAudit audit = Auditor.Run(
            DataSet.Open(Released("okvqa_pseudo_annotations.json")), cancellation: Sample.Token);

        Assert.Equal((9009, 0, 8998), (audit.Rows, audit.Problems.Total, audit.Images));
        Assert.Equal("equal to OK-VQA train", audit.Published);
        Assert.Equal((5862, 8, 0), (audit.DistinctQuestions, audit.RepeatedQuestions.Total, audit.RepeatedIds.Total));
        Assert.Equal(
            (3578, "Decoration", 171),
            (audit.Answers.Distinct, audit.Answers.MostFrequent.Answer, audit.Answers.MostFrequent.Count));
        Assert.Equal((0, 6), (audit.Answers.Empty.Total, audit.Answers.PlaceholderAnswers.Counts["null"].Count));
        Assert.Equal([3564, 1521, 1037, 352], new[] { 1, 2, 3, 10 }.Select(audit.Answers.LongerThan));
        Assert.Equal((68, 2.38), (audit.Answers.Longest, Math.Round(audit.Answers.MeanWords, 2)));
    }

    [Theory]
    [InlineData("okvqa_val.json", "equal to OK-VQA validation", 5046, 5033)]
    [InlineData("chartqa_test.json", "equal to ChartQA test", 2500, 1509)]
    public void The_released_tests_have_the_published_counts(string name, string published, long rows, long images)
    {
        DataAudit audit = Auditor.Run(DataSet.Open(Released(name)), cancellation: Sample.Token);

        Assert.Equal((published, rows, images, 0), (audit.Published, audit.Rows, audit.Images, audit.Problems.Total));
    }

    [Fact]
    public void Every_released_result_file_loads()
    {
        string[] files = Directory.GetFiles(Path.GetDirectoryName(Released("results"))! + "/results", "*.json");

        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.All(DataSet.Open(file).Rows(Sample.Token), row => Assert.Null(row.Problem)));
    }

    public void Dispose() => _sample.Dispose();

    // The release lies beside the golden cases where it was fetched.
    private static string Released(string name)
    {
        string path = Path.Combine(Repository.Goldens, "..", "reference", "mpa-release", name);
        Assert.SkipUnless(Path.Exists(path), "the MPA release is not beside the golden cases");
        return Path.GetFullPath(path);
    }
}
