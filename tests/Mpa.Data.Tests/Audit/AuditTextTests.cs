using Mpa.Data.Audit;
using Mpa.Testing;

namespace Mpa.Data.Tests.Audit;

public sealed class AuditTextTests : IDisposable
{
    private readonly Sample _sample = new();

    [Fact]
    public void Everything_that_is_wrong_is_told_with_its_first_example()
    {
        string test = _sample.Write("test/rows.jsonl", """
            {"id":1,"image":"a.png","question":"What is it?","answers":["A red bus."]}
            {"id":1,"image":"a.png","question":"What is it?","answers":["null"]}
            {"id":2,"image":"b.png","question":"Who?","answers":[""]}
            {"id":3,"image":"same.png","question":"Who?","answers":["no one","someone","no one"]}
            {"id":4,"image":"gone.png","question":"Who?","answers":["a red bus"]}
            {"id":5,"image":"a.png","question":"Who?","answers":{"x":1}}
            {"id":6,"image":"a.png","question":"Why?"}
            """);
        _sample.Image("test/a.png", 1);
        _sample.WriteBytes("test/b.png", Sample.Png(2)[..^20]);
        _sample.Image("test/same.png", 1);
        _sample.Image("train/other-name.png", 1);

        DataAudit audit = Auditor.Run(DataSet.Open(test), DataSet.Open(_sample.At("train")), Sample.Token);

        Assert.False(audit.Sound);
        Snapshot.Match(AuditText.Of(audit).Replace(_sample.Root, "ROOT", StringComparison.Ordinal), "wrong");
    }

    [Fact]
    public void A_set_whose_every_image_is_missing_is_unsound_as_one_that_lacks_a_single_image()
    {
        const string Row = """{"id":1,"image":"/x/a.png","question":"What?","answers":["A"]}""";
        string file = _sample.Write("rows.jsonl", Row);

        DataAudit audit = Auditor.Run(DataSet.Open(file), cancellation: Sample.Token);

        Assert.False(audit.Sound);
        string text = AuditText.Of(audit);
        Assert.Contains("1 named · 0 good · 1 bad", text, StringComparison.Ordinal);
        Assert.Contains($"none is usable below {_sample.Root} (--images", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_that_leads_out_is_named_with_its_target_and_what_mends_it()
    {
        string blob = _sample.Image("h/blobs/0f", 1);
        Directory.CreateDirectory(_sample.At("h", "snapshots", "abc"));
        string folder = _sample.At("h", "snapshots", "abc");
        File.CreateSymbolicLink(Path.Combine(folder, "a.png"), "../../blobs/0f");

        string text = Text(DataSet.Open(folder));
        DataAudit above = Auditor.Run(
            DataSet.Open(folder, new DataOptions { ImageRoot = _sample.At("h") }), cancellation: Sample.Token);

        Assert.Contains(
            "1 × outside the folder, first a.png is a link to ../../blobs/0f", text, StringComparison.Ordinal);
        Assert.Contains("--images (in a recipe, imageRoot)", text, StringComparison.Ordinal);
        Assert.True(above.Sound);
        Assert.True(File.Exists(blob));
    }

    [Fact]
    public void What_models_are_shown_otherwise_than_the_file_has_it_is_counted_and_named()
    {
        const string Picture = "tests/Mpa.Remote.Tests/Conversations/Pictures/";
        _sample.Image("a.png", 1);
        foreach (string name in (string[])["clear.png", "turned.jpg"])
        {
            _sample.WriteBytes(name, File.ReadAllBytes(Path.Combine(Repository.Root, Picture, name)));
        }

        DataAudit audit = Auditor.Run(DataSet.Open(_sample.Root), cancellation: Sample.Token);

        Assert.True(audit.Sound);
        string text = AuditText.Of(audit);
        Assert.Contains("1 × transparent, shown on white, first clear.png", text, StringComparison.Ordinal);
        Assert.Contains("1 × turned, shown upright, first turned.jpg", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"image":"/x/a.png","question":"What?","answers":["A"]}""")]
    [InlineData("""{"image":"/x/train2014/COCO_train2014_000000051606.jpg","question":"What?","answers":["A"]}""")]
    public void Shared_images_are_told_by_name_when_images_are_missing(string row)
    {
        string one = _sample.Write("one.jsonl", row);
        string two = _sample.Write("two.json", """
            [{"image_id":51606,"question_id":1,"question":"Who?","answers":["B"]},
             {"image_id":7,"question_id":2,"question":"Who?","answers":["B"]}]
            """);
        two = row.Contains("COCO", StringComparison.Ordinal)
            ? two
            : _sample.Write("two.jsonl", """{"image":"y/a.png","question":"Who?","answers":["B"]}""");

        SharedImages shared = Auditor.Run(DataSet.Open(one), DataSet.Open(two), Sample.Token).Shared!;

        Assert.Equal((1, 1, false), (shared.Count, shared.Compared, shared.ByContent));
    }

    private static string Text(DataSet data) => AuditText.Of(Auditor.Run(data, cancellation: Sample.Token));

    public void Dispose() => _sample.Dispose();
}
