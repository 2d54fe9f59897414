using Mpa.Evaluation;
using Mpa.Testing;

namespace Mpa.Tests.Evaluation;

public sealed class TestSplitTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_folder_with_questions_is_read_in_order()
    {
        Write(
            """{"id":"1","image":"a.png","question":"What?","answers":["4","four"],"slice":"bar"}""",
            "",
            """{"id":"2","image":"a.png","question":"Who?","answers":["I"]}""");

        TestSplit split = TestSplit.Read(_folder.Root);

        Assert.Equal([("1", "bar"), ("2", null)], split.Questions.Select(question => (question.Id, question.Slice)));
        Assert.Equal(_folder.At("a.png"), split.ImagePaths(split.Questions[0]).Single());
    }

    [Fact]
    public void A_limit_takes_the_first_questions()
    {
        Write(
            """{"id":"1","image":"a.png","question":"What?","answers":["4"]}""",
            """{"id":"2","image":"a.png","question":"Who?","answers":["I"]}""");

        Assert.Equal("1", Assert.Single(TestSplit.Read(_folder.At("questions.jsonl"), limit: 1).Questions).Id);
    }

    [Theory]
    [InlineData("""{"id":"1","image":"../outside.png","question":"What?","answers":["4"]}""", "outside")]
    [InlineData("""{"id":"1","image":"/etc/hostname","question":"What?","answers":["4"]}""", "outside")]
    [InlineData("""{"id":"1","image":"link/hostname","question":"What?","answers":["4"]}""", "outside")]
    [InlineData("""{"id":"1","image":"none.png","question":"What?","answers":["4"]}""", "does not exist")]
    [InlineData("""{"id":"0","image":"a.png","question":"What?","answers":["4"]}""", "twice")]
    [InlineData("""{"id":"1","image":"a.png","question":"What?","answers":[]}""", "no answer")]
    [InlineData("""{"id":"1","image":"a.png","images":["a.png","b.png"],"question":"?","answers":["4"]}""", "image")]
    [InlineData("""{"id":"1","image":"a.png","images":[],"question":"What?","answers":["4"]}""", "\"images\" lists")]
    [InlineData("""{"id":"1","image":"../a.png","images":["../a.png"],"question":"?","answers":["4"]}""", "outside")]
    [InlineData("""{"id":"1","image":"a.png","question":"What?"}""", "not a row of TestQuestion")]
    [InlineData("""{"id":"1",""", "not a row of TestQuestion")]
    [InlineData("""{"id":"1","image":"a.png","question":"\ud83d","answers":["4"]}""", "not a row of TestQuestion")]
    [InlineData("""{"id":"1","image":"a.png","question":"What?","answers":["4"],"answers":["5"]}""", "twice")]
    [InlineData("""{"id":"1","image":"a\u0000.png","question":"What?","answers":["4"]}""", "zero character")]
    public void A_wrong_line_is_an_error_with_its_number(string line, string expected)
    {
        File.CreateSymbolicLink(_folder.At("link"), "/etc");
        Write("""{"id":"0","image":"a.png","question":"What?","answers":["4"]}""", line);

        MpaException error = Assert.Throws<MpaException>(() => TestSplit.Read(_folder.Root));

        Assert.StartsWith($"{_folder.At("questions.jsonl")}:2:", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_UTF_8_are_an_error_with_the_line_and_the_sign_that_stands_for_them_is_none()
    {
        const string Sign = "{\"id\":\"0\",\"image\":\"a.png\",\"question\":\"\uFFFD\",\"answers\":[\"4\"]}";
        Write(Sign);
        Assert.Equal("\uFFFD", Assert.Single(TestSplit.Read(_folder.Root).Questions).Question);

        File.AppendAllBytes(
            _folder.At("questions.jsonl"),
            [.. "\n{\"id\":\"1\",\"image\":\"a.png\",\"question\":\"caf"u8, 0xE9, .. "\",\"answers\":[\"4\"]}\n"u8]);

        MpaException error = Assert.Throws<MpaException>(() => TestSplit.Read(_folder.Root));
        Assert.Contains("no UTF-8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_split_that_is_not_there_or_empty_is_an_error()
    {
        Assert.Contains(
            "no such test split",
            Assert.Throws<MpaException>(() => TestSplit.Read(_folder.At("none"))).Message,
            StringComparison.Ordinal);
        Write();
        Assert.Contains(
            "holds no question",
            Assert.Throws<MpaException>(() => TestSplit.Read(_folder.Root)).Message,
            StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private void Write(params string[] lines)
    {
        _folder.Write("a.png", "image");
        _folder.Write("questions.jsonl", string.Join('\n', lines));
    }
}
