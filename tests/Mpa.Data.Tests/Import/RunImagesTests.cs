using Mpa.Data.Conversion;
using Mpa.Data.Import;
using Mpa.Data.Tests.Archives;
using Mpa.Images;
using Mpa.Runs;

namespace Mpa.Data.Tests.Import;

public sealed class RunImagesTests : IDisposable
{
    private readonly Sample _sample = new();

    [Fact]
    public void Folders_and_lists_stay_where_they_are()
    {
        _sample.Image("images/a.png", 1);
        string list = _sample.Write("images/list.txt", "a.png\n");

        Assert.Equal((_sample.At("images"), "a.png"), Of(Open(list)));
        Assert.Equal(["a.png", "list.txt"], Open(_sample.At("images")).Paths);
        Assert.False(Directory.Exists(Store));
    }

    [Fact]
    public void A_test_folder_is_a_folder_of_images()
    {
        _sample.Image("test/a.png", 1);
        _sample.Write("test/questions.jsonl", "{}\n");

        Assert.Equal(["a.png", "questions.jsonl"], Open(_sample.At("test")).Paths);
    }

    [Fact]
    public void A_data_file_gives_its_images_once_and_names_those_that_are_missing()
    {
        _sample.Image("charts/png/1.png", 1);
        string file = _sample.Write("charts/test_human.json", """
            [{"imgname":"1.png","query":"How many?","label":"14"},
             {"imgname":"1.png","query":"Which?","label":"a"},
             {"imgname":"2.png","query":"Which?","label":"a"},
             {"query":"?"}]
            """);

        ImageSource source = Open(file);

        Assert.Equal((_sample.At("charts"), "png/1.png"), Of(source));
        Assert.Equal(
            [("test_human.json:4 row 4", "no imgname"), ("2.png", "missing")],
            source.Refused.Select(failure => (failure.Path, failure.Cause)).OrderDescending());
    }

    [Fact]
    public void Questions_are_read_from_the_column_that_is_named_and_from_no_other()
    {
        _sample.Image("a.png", 1);
        _sample.Image("b.png", 2);
        string file = _sample.Write(
            "list.csv", "image,frage,question,answer\na.png,Wie viele?,How many?,4\na.png,Was?,,\nb.png,,What?,5\n");

        ImageSource named = RunImages.Open(Request(file, DataAccess.Extract) with { Questions = "frage" });
        ImageSource none = Open(file);

        Assert.Equal(["a.png", "b.png"], named.Paths);
        Assert.Equal(["Wie viele?", "Was?"], Assert.Single(named.Questions).Value);
        Assert.Empty(none.Questions);
        Assert.NotEqual(none.Stamp, named.Stamp);
    }

    [Fact]
    public void Questions_about_images_inside_Parquet_are_there_again_in_a_later_session()
    {
        string file = Parquet();
        DataRequest request = Request(file, DataAccess.Extract) with { Questions = "question" };

        ImageSource first = RunImages.Open(request);
        ImageSource later = RunImages.Open(request with { Access = DataAccess.Look });

        Assert.NotEmpty(first.Questions);
        Assert.Equal(first.Questions, later.Questions);
        Assert.All(first.Questions.Keys, image => Assert.Contains(image, first.Paths));
    }

    [Fact]
    public void A_column_that_no_row_has_is_named()
    {
        _sample.Image("a.png", 1);
        string file = _sample.Write("list.csv", "image,question\na.png,What?\n");

        Assert.Contains(
            "no row of " + file + " has a question in the column \"frage\"",
            Refusal(Request(file, DataAccess.Look) with { Questions = "frage" }),
            StringComparison.Ordinal);
        Assert.Contains(
            "is no data file with columns",
            Refusal(Request(_sample.At(), DataAccess.Look) with { Questions = "frage" }),
            StringComparison.Ordinal);

        static string Refusal(DataRequest request) =>
            Assert.Throws<MpaException>(() => RunImages.Open(request)).Message;
    }

    [Fact]
    public void Paths_start_from_the_stated_root()
    {
        _sample.Image("elsewhere/a.png", 1);
        string file = _sample.Write("rows.jsonl", """{"image":"a.png","question":"Q","answers":["A"]}""");

        ImageSource source = RunImages.Open(
            Request(file, DataAccess.Extract) with { ImageRoot = _sample.At("elsewhere") });

        Assert.Equal((_sample.At("elsewhere"), "a.png"), Of(source));
    }

    [Fact]
    public void Of_images_in_Parquet_no_more_are_taken_out_than_the_run_wants()
    {
        string parquet = Parquet();

        Assert.Single(RunImages.Open(Request(parquet, DataAccess.Look) with { Limit = 1 }).Paths);
        ImageSource first = RunImages.Open(Request(parquet, DataAccess.Extract) with { Limit = 1 });
        ImageSource all = Open(parquet);

        Assert.Single(first.Paths);
        Assert.True(all.Paths.Count > 1);
        Assert.NotEqual(first.Stamp, all.Stamp);
    }

    [Fact]
    public void Images_in_Parquet_are_taken_out_once()
    {
        string parquet = Parquet();

        ImageSource look = Open(parquet, DataAccess.Look);
        Assert.Equal(3, look.Paths.Count);
        Assert.False(Directory.Exists(Store));

        ImageSource first = Open(parquet);
        string file = Path.Combine(first.Root, first.Paths[0]);
        DateTime written = File.GetLastWriteTimeUtc(file);
        ImageSource again = Open(parquet);

        Assert.Equal(2, first.Paths.Count);
        Assert.Equal(Path.Combine(Store, "files"), first.Root);
        Assert.Equal(first.Paths, again.Paths);
        Assert.Equal(written, File.GetLastWriteTimeUtc(file));
        Assert.Equal(
            [first.Stamp, first.Stamp, first.Stamp], [look.Stamp, again.Stamp, Open(parquet, DataAccess.Stamp).Stamp]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_archive_is_unpacked_once_with_its_names(bool zip)
    {
        (string, byte[])[] members =
        [
            ("set/a.png", Sample.Png(1)), ("set/b/c.png", Sample.Png(2)), ("../out.png", Sample.Png(3)),
        ];
        string file = zip ? Packs.Zip(_sample.At("a.zip"), members) : Packs.TarGz(_sample.At("a.tgz"), members);

        Assert.Equal(2, Open(file, DataAccess.Look).Paths.Count);
        ImageSource source = Open(file);

        Assert.Equal(["set/a.png", "set/b/c.png"], source.Paths);
        Assert.Equal("archive member: outside", Assert.Single(source.Refused).Cause);
        Assert.Equal(source.Paths, Open(file).Paths);
        Assert.Single(Open(file).Refused);
        Assert.Equal(source.Stamp, Open(file, DataAccess.Stamp).Stamp);
    }

    [Fact]
    public void A_data_set_in_an_archive_gives_the_images_of_its_rows()
    {
        string file = Packs.Zip(
            _sample.At("a.zip"),
            ("ChartQA/test_human.json", Sample.Utf8("""[{"imgname":"1.png","query":"Q","label":"A"}]""")),
            ("ChartQA/png/1.png", Sample.Png(1)),
            ("ChartQA/tables/1.csv", [1]));

        Assert.Equal(["ChartQA/png/1.png"], Open(file).Paths);
    }

    [Fact]
    public void Another_source_takes_the_place_of_the_first()
    {
        Open(Parquet());
        string zip = Packs.Zip(_sample.At("a.zip"), ("a.png", Sample.Png(9)));

        Assert.Equal(["a.png"], Open(zip).Paths);
        Assert.Single(Directory.GetFiles(Path.Combine(Store, "files")));
    }

    public void Dispose() => _sample.Dispose();

    private string Store => _sample.At("run", "0-images");

    private string Parquet()
    {
        _sample.Image("source/a.png", 1);
        _sample.Image("source/b.png", 2);
        string rows = _sample.Write(
            "source/rows.jsonl",
            string.Concat(
                new[] { "a", "b", "a" }.Select(
                    (name, i) => $$"""{"id":{{i}},"image":"{{name}}.png","question":"Q","answers":["A"]}""" + "\n")));
        return DataConverter.Run(DataSet.Open(rows), _sample.At("set.parquet"), Sample.Token).Output;
    }

    private ImageSource Open(string path, DataAccess access = DataAccess.Extract) =>
        RunImages.Open(Request(path, access));

    private DataRequest Request(string path, DataAccess access) => new(path, null, _sample.At("run"), Store, access);

    private static (string Root, string Path) Of(ImageSource source) => (source.Root, Assert.Single(source.Paths));
}
