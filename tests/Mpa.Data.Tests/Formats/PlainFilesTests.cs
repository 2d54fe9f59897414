using Mpa.Data.Rows;

namespace Mpa.Data.Tests.Formats;

public sealed class PlainFilesTests : IDisposable
{
    private readonly Sample _sample = new();

    [Theory]
    [InlineData("a.jsonl", """
        {"id":1,"image":"a.png","question":"Q, \"x\"?","answers":["A",7]}
        {"id":2,"image":"a.png","question":"R","answer":"B"}
        """)]
    [InlineData("a.json", """
        [{"id":"1","image":"a.png","question":"Q, \"x\"?","answers":["A",7]},
        {"id":2,"image":"a.png","question":"R","label":["B"]}]
        """)]
    [InlineData("a.csv", "id,image,question,answers\r\n1,a.png,\"Q, \"\"x\"\"?\",\"[\"\"A\"\",7]\"\r\n2,a.png,R,B\r\n")]
    [InlineData(
        "a.csv",
        "\uFEFFid,image,question,answers\n1,a.png,\"Q, \"\"x\"\"?\",\"[\"\"A\"\",\"\"7\"\"]\"\n2,a.png,R,B")]
    public void JSON_JSONL_and_CSV_give_the_same_rows(string name, string text)
    {
        DataRow[] rows = [.. DataSet.Open(_sample.Write(name, text)).Rows(Sample.Token)];

        Assert.Equal(
            [("1", "Q, \"x\"?", "A|7"), ("2", "R", "B")],
            rows.Select(row => (row.Id, row.Question!, string.Join('|', row.Answers))));
    }

    [Fact]
    public void What_a_file_is_shows_in_its_content_not_in_its_name()
    {
        Assert.Single(
            DataSet.Open(_sample.Write("json.csv", """[{"image":"a.png","question":"Q"}]""")).Rows(Sample.Token));
        Assert.Single(DataSet.Open(_sample.Write("csv.json", "image,question\na.png,Q\n")).Rows(Sample.Token));
    }

    [Fact]
    public void A_folder_and_a_list_of_images_are_data_sets_without_questions()
    {
        _sample.Image("pictures/a.png", 1);
        string list = _sample.Write("pictures/list.txt", "a.png\nb.png\n");

        Assert.Equal(
            ["a.png", "list.txt"],
            DataSet.Open(_sample.At("pictures")).Rows(Sample.Token).Select(row => row.Image.Name));
        Assert.Equal(["a.png", "b.png"], DataSet.Open(list).Rows(Sample.Token).Select(row => row.Image.Name));
        Assert.All(DataSet.Open(list).Rows(Sample.Token), row => Assert.Null(row.Question));
    }

    [Fact]
    public void A_forced_format_is_the_one_that_is_read()
    {
        string file = _sample.Write("a.json", """[{"imgname":"a.png","query":"Q","label":"A"}]""");

        Assert.Equal("plain rows", DataSet.Open(file, new DataOptions { Format = "plain" }).Title);
        Assert.Contains(
            "did you mean \"chartqa\"?",
            Sample.Error(() => DataSet.Open(file, new DataOptions { Format = "chartqaa" })),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_of_no_known_layout_are_an_error_that_lists_what_was_found_and_expected()
    {
        string message = Sample.Error(() => DataSet.Open(_sample.Write("a.json", """[{"foo":1,"bar":2}]""")));

        Assert.Contains(
            "a.json:1 row 1: the first row has the fields foo, bar; expected", message, StringComparison.Ordinal);
        Assert.Contains("chartqa        imgname, query, label", message, StringComparison.Ordinal);
    }

    public void Dispose() => _sample.Dispose();
}
