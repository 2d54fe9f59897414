using Mpa.Reports.Annotations;
using Mpa.Reports.Quality;
using Mpa.Testing;

namespace Mpa.Tests.Reports.Annotations;

public sealed class AnnotationsFileTests
{
    [Fact]
    public void A_list_as_the_release_writes_it_is_read()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("pairs.json", """
            [{"question_id": 1, "image_path": "/workspace/a/b.jpg", "ground_truth_question": "x",
              "predicted_question": "What is it", "predicted_answer": "Tennis"},
             {"question_id": "2", "predicted_question": null, "predicted_answer": 7}]
            """);

        Assert.Equal(
            [new QuotedPair("What is it", "Tennis", "/workspace/a/b.jpg"), new("", "7", null)],
            AnnotationsFile.Read(file).Pairs);
    }

    [Fact]
    public void Lines_as_this_program_writes_them_are_read()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("1-annotations.jsonl", """
            {"id":"a#0","imageId":"a","question":"What?","answer":"red","rawReply":"…"}

            {"id":"a#1","imageId":"a","question":null,"answer":null,"rawReply":"…"}
            """);

        Assert.Equal([new QuotedPair("What?", "red", "a"), new("", "", "a")], AnnotationsFile.Read(file).Pairs);
    }

    [Theory]
    [InlineData("[{\"question\": \"a\", \"answer\": \"b\"}, {\"question\"", "pairs.json: not valid JSON")]
    [InlineData("{\"question\": \"a\", \"answer\": \"b\"}\n{\"quest", "pairs.json:2: not valid JSON")]
    [InlineData("[1]", "pairs.json: row 1 is a number, but an annotation is an object")]
    [InlineData("[{\"answer\": \"b\"}]", "row 1 has no question; it may be called predicted_question or question")]
    [InlineData("[{\"question\": \"b\"}]", "row 1 has no answer; it may be called predicted_answer or answer")]
    [InlineData("[[]]", "pairs.json: row 1 is a list")]
    [InlineData("[]", "holds no annotation")]
    [InlineData("", "holds no annotation")]
    [InlineData("PNG\u0001", "pairs.json:1: not valid JSON")]
    public void A_damaged_file_is_told_with_its_place(string text, string expected)
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("pairs.json", text);

        Assert.Contains(
            expected, Assert.Throws<MpaException>(() => AnnotationsFile.Read(file)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"question":"Which \ud83d?","answer":"b"}""")]
    [InlineData("""{"question":"a","answer":"\udc00"}""")]
    public void A_row_whose_text_is_broken_is_an_empty_pair_and_the_others_are_read(string row)
    {
        const string Sound = """{"question":"a","answer":"b"}""";
        using TemporaryFolder folder = new();

        foreach (string text in (string[])[$"{row}\n{Sound}\n", $"[{row},{Sound}]"])
        {
            string file = folder.Write("pairs.json", text);
            Assert.Equal([new QuotedPair("", "", null), new("a", "b", null)], AnnotationsFile.Read(file).Pairs);
        }
    }

    [Fact]
    public void A_missing_file_is_told() =>
        Assert.Contains(
            "no such file",
            Assert.Throws<MpaException>(() => AnnotationsFile.Read("/nowhere/x.json")).Message,
            StringComparison.Ordinal);
}
