using Mpa.Files;
using Mpa.Images;
using Mpa.Models;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Tests.Images;

/// <summary>Items of several images, through every stage.</summary>
public sealed class SeveralImagesTests : IDisposable
{
    private readonly World _world = new(images: 0);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public async Task Items_of_any_number_of_images_go_through_every_stage_whole(int images)
    {
        // Given
        foreach (int item in Enumerable.Range(0, 12))
        {
            foreach (int page in Enumerable.Range(1, images))
            {
                _world.Write($"documents/{item:00}/page-{page}.png", $"image {item} page {page}");
            }
        }

        UseFolders("documents", most: 8);

        // When
        Manifest manifest = await RunAsync();

        // Then
        string[] Pages(string id) =>
            [.. Enumerable.Range(1, images).Select(page => _world.At("documents", id, $"page-{page}.png"))];
        ImageItem[] items = [.. JsonLines.Read<ImageItem>(_world.Run.Images)];
        Assert.Equal((12, "00"), (items.Length, items[0].Id));
        Assert.All(items, item => Assert.Equal(images, item.Shown.Count));
        string[][] whole = [.. items.Select(item => Pages(item.Id))];
        Assert.All(
            _world.Asked("teacher").Concat(_world.Asked("student")).Where(request => !IsOfTest(request)),
            request => Assert.Contains(request.Images.Select(image => image.Path), whole));
        Assert.NotEmpty(_world.Trainer.Calls.Single());
        Assert.All(_world.Trainer.Calls.Single(), example => Assert.Contains(example.Images, whole));
        Assert.Equal(10, manifest.Stages[Stage.Evaluate].Out["after"]);
    }

    [Fact]
    public async Task Pages_come_in_the_order_of_their_numbers_and_too_many_are_spread_evenly()
    {
        foreach (int page in Enumerable.Range(1, 11))
        {
            _world.Write($"documents/one/page-{page}.png", $"page {page}");
        }

        UseFolders("documents", most: 3);

        await RunAsync(Stage.Collect);

        ImageItem item = Assert.Single(JsonLines.Read<ImageItem>(_world.Run.Images));
        Assert.Equal(
            ["one/page-1.png", "one/page-6.png", "one/page-11.png"], item.Shown.Select(part => part.Path));
        Assert.Equal([ImageNotes.Thinned], item.Notes);
    }

    [Fact]
    public async Task Frames_of_a_clip_are_taken_out_once_and_shown_in_training_and_in_the_test_too()
    {
        // Given
        foreach (int clip in Enumerable.Range(0, 12))
        {
            _world.Write($"clips/{clip:00}.gif", $"CLIP {clip}");
        }

        _world.Write("test/0.png", "CLIP of the test");
        _world.Recipe = _world.Recipe with { Images = _world.At("clips"), ImagesMost = 4 };

        // When
        await RunAsync();

        // Then
        ImageItem first = JsonLines.Read<ImageItem>(_world.Run.Images)[0];
        Assert.Equal(("00", "00.gif", 4), (first.Id, first.Path, first.Parts!.Count));
        string[] frames = [.. first.Parts.Select(part => Path.Combine(_world.Run.Frames, part.Frame!))];
        Assert.Equal(["CLIP 0 0", "CLIP 0 3", "CLIP 0 6", "CLIP 0 9"], frames.Select(File.ReadAllText));
        Assert.All(_world.Trainer.Calls.Single(), example => Assert.Equal(4, example.Images.Count));
        Assert.Contains(
            _world.Asked("student"), request => request.Images.Count == 4 && Shows("of the test", request));
    }

    [Fact]
    public async Task At_one_image_an_item_a_clip_is_its_first_picture_and_nothing_is_taken_out()
    {
        _world.Write("clips/a.gif", "CLIP 1");
        _world.Recipe = _world.Recipe with { Images = _world.At("clips") };

        await RunAsync(Stage.Collect);

        Assert.Null(Assert.Single(JsonLines.Read<ImageItem>(_world.Run.Images)).Parts);
        Assert.False(Directory.Exists(_world.Run.Frames));
    }

    [Fact]
    public async Task An_item_with_a_broken_image_is_left_out_whole_and_says_which()
    {
        ImageFailure failure = await FailureOfAsync("fine", "BROKEN");

        Assert.Equal(("a", "truncated", "2.png ends too early"), (failure.Path, failure.Cause, failure.Message));
    }

    [Fact]
    public async Task An_item_that_shows_an_image_of_the_test_is_left_out()
    {
        ImageFailure failure = await FailureOfAsync("fine", "test image 3");

        Assert.Equal(("a", "image of the test"), (failure.Path, failure.Cause));
        Assert.StartsWith("a/2.png holds the bytes of", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_asks_about_lists_and_folders_of_images()
    {
        _world.Write("images/1.png", "an image");
        _world.Write("test/clip/1.png", "frame 1");
        _world.Write("test/clip/2.png", "frame 2");
        _world.Write(
            "test/questions.jsonl",
            """
            {"id":"q1","image":"0.png + 1.png","images":["0.png","1.png"],"question":"Number 1?","answers":["1"]}
            {"id":"q2","image":"clip","question":"What is number 2?","answers":["2"]}
            {"id":"q3","image":"3.png","question":"What is number 3?","answers":["3"]}
            """);
        _world.Recipe = _world.Recipe with { ImagesMost = 2 };

        await RunAsync();

        string[][] shown =
        [
            .. _world.Asked("student").Where(IsOfTest)
                .Select(request => request.Images.Select(image => Path.GetFileName(image.Path)).ToArray()),
        ];
        Assert.Equal<string[]>([["0.png", "1.png"], ["1.png", "2.png"], ["3.png"]], [.. shown.Take(3)]);
    }

    [Fact]
    public async Task A_list_of_more_images_than_an_item_may_show_names_the_key_to_set()
    {
        _world.Write("images/1.png", "an image");
        _world.Write(
            "test/questions.jsonl",
            """
            {"id":"q1","image":"0.png + 1.png","question":"What?","answers":["1"],"images":["0.png","1.png"]}
            """);

        MpaException error = await Assert.ThrowsAsync<MpaException>(() => RunAsync());

        Assert.Contains(
            "q1: 0.png and 1 more are one item of 2 images, but images.most is 1. Set images.most to 2",
            error.Message,
            StringComparison.Ordinal);
    }

    public void Dispose() => _world.Dispose();

    /// <summary>What became of an item of two images, beside one that is fine.</summary>
    private async Task<ImageFailure> FailureOfAsync(string first, string second)
    {
        _world.Write("documents/a/1.png", first);
        _world.Write("documents/a/2.png", second);
        _world.Write("documents/b/1.png", "fine too");
        UseFolders("documents", most: 2);
        await RunAsync(Stage.Collect);
        return Assert.Single(JsonLines.Read<ImageFailure>(_world.Run.FailedImages));
    }

    private void UseFolders(string folder, int most) => _world.Recipe = _world.Recipe with
    {
        Images = _world.At(folder),
        ImageItems = Recipe.Folders,
        ImagesMost = most,
    };

    private Task<Manifest> RunAsync(Stage? until = null) =>
        _world.RunAsync(until: until, cancellation: TestContext.Current.CancellationToken);

    private bool IsOfTest(ModelRequest request) =>
        request.Images.Any(image => image.Path.StartsWith(_world.At("test"), StringComparison.Ordinal));

    private static bool Shows(string text, ModelRequest request) => request.Images.Any(
        image => File.ReadAllText(image.Path).Contains(text, StringComparison.Ordinal));
}
