using System.Text.Json;
using FsCheck.Xunit;
using SkiaSharp;

namespace Mpa.Imaging.Tests;

public sealed class PillowResizeTests
{
    private static readonly ResampleFilter[] Filters = Enum.GetValues<ResampleFilter>();

    [Property]
    public void Resizing_to_the_same_size_is_a_copy(byte width, byte height, byte filter)
    {
        RgbImage image = SampleFiles.Noise(1 + (width % 40), 1 + (height % 40), seed: width + height);
        RgbImage same = PillowResize.Resize(image, image.Width, image.Height, Filters[filter % 3]);
        Assert.Equal(image.Pixels, same.Pixels);
        Assert.NotSame(image.Pixels, same.Pixels);
    }

    [Property]
    public void A_constant_image_stays_constant(
        byte width, byte height, byte newWidth, byte newHeight, byte value, byte filter)
    {
        RgbImage image = new(1 + (width % 90), 1 + (height % 90));
        Array.Fill(image.Pixels, value);
        RgbImage resized = PillowResize.Resize(image, 1 + newWidth, 1 + newHeight, Filters[filter % 3]);
        Assert.Equal((1 + newWidth, 1 + newHeight), (resized.Width, resized.Height));
        Assert.All(resized.Pixels, pixel => Assert.Equal(value, pixel));
    }

    [Property]
    public void A_mirrored_image_gives_the_mirrored_result(byte width, byte newWidth, byte filter)
    {
        // Given
        RgbImage image = SampleFiles.Noise(1 + (width % 60), 5, seed: width);

        // When
        RgbImage plain = PillowResize.Resize(image, 1 + newWidth, 9, Filters[filter % 3]);
        RgbImage mirrored = PillowResize.Resize(Mirror(image), 1 + newWidth, 9, Filters[filter % 3]);

        // Then: centers are rounded, so weights may differ in their last bit and a pixel by one.
        byte[] back = Mirror(mirrored).Pixels;
        Assert.InRange(plain.Pixels.Zip(back, (a, b) => Math.Abs(a - b)).Max(), 0, 1);
    }

    [Fact]
    public void A_size_of_nothing_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            PillowResize.Resize(new RgbImage(2, 2), 0, 1, ResampleFilter.Bilinear));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            PillowResize.Resize(new RgbImage(2, 2), 1, -1, ResampleFilter.Bilinear));
    }

    private static RgbImage Mirror(RgbImage image) => ExifOrientation.ToUpright(image, 2);
}

public sealed class ResizeGoldenTests
{
    public static TheoryData<string, string> Rows => GoldenRows.Read("pillow-resize*.jsonl", Name);

    private static string Name(JsonElement row)
    {
        string? image = Text(row, "image") ?? Text(row, "source");
        return $"{image} {Text(row, "mode")} {row.GetProperty("to")} {Text(row, "filter")}";
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Resizing_equals_Pillow_to_the_bit(string name, string json)
    {
        // Given
        JsonElement row = JsonDocument.Parse(json).RootElement;
        byte[] source = Source(row);
        Assert.Equal(Text(row, "source_sha256"), GoldenRows.Sha256(source));

        // When
        byte[] resized = Resize(source, row);

        // Then
        string first = Convert.ToHexStringLower(resized.AsSpan(0, Math.Min(32, resized.Length)));
        Assert.True(Text(row, "sha256") == GoldenRows.Sha256(resized), $"{name} begins with {first}");
    }

    private static byte[] Resize(byte[] source, JsonElement row)
    {
        (int width, int height) = GoldenRows.Size(row, "size");
        (int newWidth, int newHeight) = GoldenRows.Size(row, "to");
        ResampleFilter filter = Enum.Parse<ResampleFilter>(Text(row, "filter")!, ignoreCase: true);
        return Text(row, "mode") switch
        {
            "RGB" => PillowResize.Resize(new RgbImage(width, height, source), newWidth, newHeight, filter).Pixels,
            "L" => PillowResize.Channels(source, width, height, 1, newWidth, newHeight, filter),
            _ => PillowResize.ResizeRgba(source, (width, height), (newWidth, newHeight), filter),
        };
    }

    private static byte[] Source(JsonElement row) => Text(row, "mode") switch
    {
        "RGB" => Rgb(row),
        "L" => Gray(Rgb(row)),
        _ => Rgba(GoldenRows.Source(Text(row, "source")!)),
    };

    private static byte[] Rgb(JsonElement row) => Text(row, "image") is { } chart
        ? GoldenRows.Chart(chart).Pixels
        : ImageDecoder.Decode(GoldenRows.Source(Text(row, "source")!)).Pixels;

    /// <summary>Pillow's convert("L").</summary>
    private static byte[] Gray(byte[] rgb) => [.. rgb.Chunk(3).Select(Luma)];

    private static byte Luma(byte[] pixel) =>
        (byte)(((pixel[0] * 19595) + (pixel[1] * 38470) + (pixel[2] * 7471) + 0x8000) >> 16);

    private static byte[] Rgba(string path)
    {
        using SKCodec codec = SKCodec.Create(path);
        SKImageInfo info = new(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        using SKBitmap bitmap = SKBitmap.Decode(codec, info);
        return bitmap.Bytes;
    }

    private static string? Text(JsonElement row, string key) =>
        row.TryGetProperty(key, out JsonElement value) ? value.GetString() : null;
}
