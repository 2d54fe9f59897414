using System.Security.Cryptography;
using Mpa.Imaging;
using Mpa.Models;
using Mpa.Recipes;
using Mpa.Remote.Conversations;
using Mpa.Remote.Tests.Fakes;
using Mpa.Testing;

namespace Mpa.Remote.Tests.Conversations;

public sealed class ImageCacheTests : IDisposable
{
    private static readonly ServerOptions Options = new() { Url = "https://localhost/v1", Model = "m" };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_that_the_server_takes_is_sent_as_it_is()
    {
        string path = Write("a.png", 40, 30);

        SentImage image = ImagePreparation.Prepare(new RequestImage(path), Options);

        Assert.Equal(File.ReadAllBytes(path), image.Bytes);
        Assert.Equal(("image/png", 1200L), (image.MediaType, image.Pixels));
    }

    [Fact]
    public void One_of_another_format_is_sent_as_png_with_the_same_pixels()
    {
        string path = Write("a.png", 40, 30);

        SentImage image = ImagePreparation.Prepare(new RequestImage(path), Options with { ImageFormats = ["jpeg"] });

        Assert.Equal("image/png", image.MediaType);
        Assert.Equal(ImageDecoder.Decode(path).Pixels, ImageDecoder.Decode(image.Bytes, "sent").Pixels);
    }

    [Theory]
    [InlineData(400, 300, 12_000)]
    [InlineData(3000, 4, 2_000)]
    [InlineData(1, 5000, 1_024)]
    public void A_larger_one_is_made_smaller_within_the_pixels_allowed(int width, int height, int most)
    {
        RequestImage large = new(Write("a.png", width, height));

        SentImage image = ImagePreparation.Prepare(large, Options with { MaxPixels = most });

        RgbImage sent = ImageDecoder.Decode(image.Bytes, "sent");
        Assert.InRange((long)sent.Width * sent.Height, 1, most);
        Assert.Equal(image.Pixels, (long)sent.Width * sent.Height);
    }

    [Theory]
    [InlineData("turned.png", 1_000, "png,jpeg,webp")]
    [InlineData("turned.jpg", 1_000, "png,jpeg,webp")]
    [InlineData("turned.webp", 1_000, "png,jpeg,webp")]
    [InlineData("turned.png", 1_000_000, "png,jpeg,webp")]
    [InlineData("turned.jpg", 1_000_000, "png")]
    [InlineData("turned.webp", 1_000_000, "png")]
    public void A_turned_picture_is_sent_upright(string file, int most, string formats)
    {
        string path = Picture(file);
        ServerOptions options = Options with { MaxPixels = most, ImageFormats = formats.Split(',') };

        SentImage image = ImagePreparation.Prepare(new RequestImage(path), options);

        // Upright it is 48 wide and 64 high, as Pillow's exif_transpose has it.
        RgbImage sent = ImageDecoder.Decode(image.Bytes, "sent");
        RgbImage upright = ImageDecoder.Decode(path, applyExif: true);
        RgbImage expected = PillowResize.Resize(upright, sent.Width, sent.Height, ResampleFilter.Bicubic);
        Assert.Equal(most < 48 * 64 ? (27, 36) : (48, 64), (sent.Width, sent.Height));
        Assert.Equal("image/png", image.MediaType);
        Assert.Equal(expected.Pixels, sent.Pixels);
    }

    [Fact]
    public void A_transparent_picture_is_sent_on_white()
    {
        string path = Picture("clear.png");

        SentImage image = ImagePreparation.Prepare(new RequestImage(path), Options);

        RgbImage sent = ImageDecoder.Decode(image.Bytes, "sent", colors: ImageColors.Converted);
        Assert.Equal(ImageDecoder.Decode(path).Pixels, sent.Pixels);
        Assert.Equal([255, 255, 255], sent.Pixels[..3]);
    }

    [Fact]
    public void One_of_too_many_bytes_is_sent_as_jpeg()
    {
        string path = Write("noise.png", 200, 200, noise: true);

        SentImage image = ImagePreparation.Prepare(new RequestImage(path), Options with { MaxImageBytes = 60_000 });

        Assert.Equal("image/jpeg", image.MediaType);
    }

    [Fact]
    public async Task One_image_is_prepared_once_however_many_questions_are_asked_about_it()
    {
        RequestImage asked = new(Write("a.png", 40, 30));
        ImageCache cache = new(Options);

        SentImage[] images = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => cache.GetAsync(asked with { })));

        Assert.Equal(1, cache.Prepared);
        Assert.All(images, image => Assert.Same(images[0], image));
    }

    [Fact]
    public async Task The_images_kept_are_bounded_and_the_longest_unused_goes_first()
    {
        string[] paths = [.. Enumerable.Range(0, 3).Select(i => Write($"{i}.png", 100, 100, noise: true))];
        ImageCache cache = new(Options, mostBytes: 2 * new FileInfo(paths[0]).Length + 1000);

        foreach (int i in new[] { 0, 1, 0, 2, 0, 1 })
        {
            await cache.GetAsync(new RequestImage(paths[i]));
        }

        Assert.Equal(4, cache.Prepared); // 0, 1, 2, and 1 again
    }

    [Fact]
    public async Task A_file_that_can_not_be_read_is_an_error_of_its_request_alone()
    {
        using Served served = new(_ => Reactions.Reply("7"));
        string broken = _folder.Write("broken.png", "no image");

        IReadOnlyList<ModelReply> replies = await served.Model.AskAsync(
            [served.Request(), new ModelRequest([new RequestImage(broken)], "?", new SamplingOptions())],
            TestContext.Current.CancellationToken);

        Assert.Null(replies[0].Error);
        Assert.Contains("neither PNG, JPEG", replies[1].Error);
    }

    [Fact]
    public async Task A_file_that_has_changed_since_the_run_looked_at_it_is_an_error_of_its_request()
    {
        using Served served = new(_ => Reactions.Reply("7"));
        string path = Write("a.png", 40, 30);
        string seen = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
        ModelRequest request = new([new RequestImage(path, seen)], "?", new SamplingOptions());
        Assert.Equal("7", (await served.AskAsync(request)).Text);
        ModelRequest changed = request with { Images = [new RequestImage(path, new string('0', 64))] };

        ModelReply reply = await served.AskAsync(changed);

        Assert.Equal($"{path} has changed since the run looked at it; run again", reply.Error);
    }

    private static string Picture(string file) => Path.Combine(
        Repository.Root, "tests", "Mpa.Remote.Tests", "Conversations", "Pictures", file);

    private string Write(string name, int width, int height, bool noise = false)
    {
        RgbImage image = new(width, height);
        if (noise)
        {
            new Random(7).NextBytes(image.Pixels);
        }

        File.WriteAllBytes(_folder.At(name), ImageEncoder.ToPng(image));
        return _folder.At(name);
    }
}
