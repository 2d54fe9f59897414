using Mpa.Files;
using Mpa.Images;
using Mpa.Runs;
using Mpa.Testing;

namespace Mpa.Tests.Images;

public sealed class ImageCollectorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Images_are_found_in_all_folders_in_ordinal_order_and_hidden_files_are_left_out()
    {
        Write("b/2.png", "B/1.png", "a.png", ".hidden.png", ".git/3.png");

        StageEntry entry = await CollectAsync(_folder.At("images"));

        Assert.Equal(["B/1.png", "a.png", "b/2.png"], Images().Select(image => image.Path));
        Assert.Equal((3, 3), (entry.In, entry.Out["images"]));
    }

    [Fact]
    public async Task A_list_file_keeps_its_order()
    {
        Write("b.png", "a.png", "c.png");
        string list = _folder.Write("images/list.txt", "c.png\n\n  a.png\r\na.png\n");

        await CollectAsync(list);

        Assert.Equal(["c.png", "a.png"], Images().Select(image => image.Path));
    }

    [Fact]
    public async Task What_a_list_names_wrongly_is_a_failure_with_its_cause()
    {
        Write("a.png");
        _folder.Write("secret.png", "secret");
        string list = _folder.Write("images/list.txt", "a.png\n../secret.png\nnone.png\n");

        StageEntry entry = await CollectAsync(list);

        Assert.Equal(
            [("../secret.png", "outside the folder"), ("none.png", "missing")],
            Failures().Select(failure => (failure.Path, failure.Cause)));
        Assert.Equal((3, 1, 2), (entry.In, entry.Out["images"], entry.Failed.Values.Sum()));
    }

    [Fact]
    public async Task Links_out_of_the_folder_are_refused_and_links_within_it_are_read()
    {
        Write("a.png", "sub/b.png");
        _folder.Write("outside/secret.png", "secret");
        File.CreateSymbolicLink(_folder.At("images", "out.png"), _folder.At("outside", "secret.png"));
        File.CreateSymbolicLink(_folder.At("images", "outdir"), _folder.At("outside"));
        File.CreateSymbolicLink(_folder.At("images", "loop.png"), _folder.At("images", "loop.png"));
        File.CreateSymbolicLink(_folder.At("images", "dir"), _folder.At("images", "sub"));
        File.CreateSymbolicLink(_folder.At("images", "same.png"), _folder.At("images", "a.png"));

        await CollectAsync(_folder.At("images"));

        Assert.Equal(["a.png", "sub/b.png"], Images().Select(image => image.Path));
        Assert.Equal(
            [
                ("dir", "folder"), ("loop.png", "outside the folder"), ("out.png", "outside the folder"),
                ("outdir", "outside the folder"), ("same.png", "duplicate image"),
            ],
            Failures().Select(failure => (failure.Path, failure.Cause)));
    }

    [Fact]
    public async Task A_link_out_of_the_folder_is_named_with_its_target_and_the_key_that_mends_it()
    {
        _folder.Write("blobs/0f", "picture");
        Directory.CreateDirectory(_folder.At("snapshots", "abc"));
        File.CreateSymbolicLink(_folder.At("snapshots", "abc", "a.png"), "../../blobs/0f");

        await Assert.ThrowsAsync<MpaException>(() => CollectAsync(_folder.At("snapshots", "abc")));
        string message = Assert.Single(Failures()).Message;
        StageEntry entry = await CollectAsync(_folder.At("snapshots", "abc"), root: _folder.Root);

        Assert.Equal(
            $"a.png is a link to ../../blobs/0f, which lies outside {_folder.At("snapshots", "abc")}. "
                + "Copy it into the folder, or name a folder above both as imageRoot.",
            message);
        Assert.Equal(1, entry.Out["images"]);
    }

    [Fact]
    public async Task A_list_made_on_another_machine_is_found_by_its_endings()
    {
        Write("sub/a.png", "b.png");
        string list = _folder.Write(
            "images/list.txt", "C:\\Users\\me\\images\\sub\\a.png\r\n/home/me/images/b.png\r\n");

        await CollectAsync(list);

        Assert.Equal(["sub/a.png", "b.png"], Images().Select(image => image.Path));
    }

    [Fact]
    public async Task What_models_are_shown_otherwise_than_the_file_has_it_is_counted_and_named()
    {
        Write("a.png");
        _folder.Write("images/b.png", "TRANSPARENT");

        StageEntry entry = await CollectAsync(_folder.At("images"));

        Assert.Equal("2 images · of the images 1 transparent, shown on white", entry.Summary);
        Assert.Equal([null, "transparent, shown on white"], Images().Select(image => image.Notes?[0]));
    }

    [Fact]
    public async Task The_same_bytes_are_rejected_and_the_row_says_whose_they_are()
    {
        _folder.Write("images/a.png", "same");
        _folder.Write("images/b.png", "same");

        StageEntry entry = await CollectAsync(_folder.At("images"));

        Assert.Equal("b.png holds the same bytes as a.png.", Assert.Single(Failures()).Message);
        Assert.Equal(1, entry.Rejected["duplicate image"]);
    }

    [Fact]
    public async Task A_bad_image_is_counted_and_the_run_goes_on()
    {
        Write("a.png");
        _folder.Write("images/bad.png", "BROKEN");

        StageEntry entry = await CollectAsync(_folder.At("images"));

        Assert.Equal(new ImageFailure("bad.png", "truncated", "bad.png ends too early"), Assert.Single(Failures()));
        Assert.Equal(1, entry.Failed["truncated"]);
    }

    [Fact]
    public async Task Only_bad_images_are_an_error_and_stand_in_the_list_of_failures()
    {
        _folder.Write("images/bad.png", "BROKEN");

        MpaException error = await Assert.ThrowsAsync<MpaException>(() => CollectAsync(_folder.At("images")));

        Assert.Contains("1 truncated", error.Message, StringComparison.Ordinal);
        Assert.Single(Failures());
    }

    [Theory]
    [InlineData("nowhere", "no such folder")]
    [InlineData("image.bin", "not a text file")]
    [InlineData("empty", "holds no file")]
    public async Task A_source_that_is_none_is_an_error(string name, string expected)
    {
        _folder.Write("image.bin", "\0\0");
        Directory.CreateDirectory(_folder.At("empty"));

        MpaException error = await Assert.ThrowsAsync<MpaException>(() => CollectAsync(_folder.At(name)));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_folder_among_the_images_is_left_out()
    {
        Write("a.png", "run/6-picture.png");

        await CollectAsync(_folder.At("images"), output: _folder.At("images", "run"));

        Assert.Equal(
            ["a.png"],
            JsonLines.Read<ImageItem>(_folder.At("images", "run", "0-images.jsonl")).Select(image => image.Path));
    }

    [Fact]
    public void Ids_are_paths_without_extension_unless_that_names_two_things()
    {
        IReadOnlyDictionary<string, string> ids =
            ImageIds.Of(
                new ImageSource("", ["a.png", "b.png", "b.jpg", "b.png.gif", "c", "d/.e", "f.g/h", "v1.2"], [], "")
                {
                    Several = new Dictionary<string, IReadOnlyList<string>> { ["v1.2"] = ["v1.2/1.png", "v1.2/2.png"] },
                });

        Assert.Equal(["a", "b.png", "b.jpg", "b.png.gif", "c", "d/.e", "f.g/h", "v1.2"], ids.Values);
    }

    public void Dispose() => _folder.Dispose();

    private void Write(params string[] names) => Array.ForEach(names, name => _folder.Write($"images/{name}", name));

    private IReadOnlyList<ImageItem> Images() => JsonLines.Read<ImageItem>(_folder.At("run", "0-images.jsonl"));

    private IReadOnlyList<ImageFailure> Failures() =>
        JsonLines.Read<ImageFailure>(_folder.At("run", "0-images.failed.jsonl"));

    private async Task<StageEntry> CollectAsync(string images, string? output = null, string? root = null)
    {
        using World world = new();
        world.Recipe = world.Recipe with
        {
            Images = images,
            ImageRoot = root,
            Output = output ?? _folder.At("run"),
        };
        Manifest manifest =
            await world.RunAsync(until: Stage.Collect, cancellation: TestContext.Current.CancellationToken);
        return manifest.Stages[Stage.Collect];
    }
}
