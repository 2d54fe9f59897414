using System.Text.Json;
using SkiaSharp;

namespace Mpa.Imaging.Tests;

public sealed class ResizeGoldenTests
{
    public static TheoryData<string, string> Rows => GoldenRows.Read("pillow-resize*.jsonl", row =>
        $"{Text(row, "image") ?? Text(row, "source")} {Text(row, "mode")} {row.GetProperty("to")} {Text(row, "filter")}");

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
        Assert.True(Text(row, "sha256") == GoldenRows.Sha256(resized), $"{name} begins with {Convert.ToHexStringLower(resized.AsSpan(0, Math.Min(32, resized.Length)))}");
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
        "L" => Luma(Rgb(row)),
        _ => Rgba(GoldenRows.Source(Text(row, "source")!)),
    };

    private static byte[] Rgb(JsonElement row) => Text(row, "image") is { } chart
        ? GoldenRows.Chart(chart).Pixels
        : ImageDecoder.Decode(GoldenRows.Source(Text(row, "source")!)).Pixels;

    /// <summary>Pillow's convert("L").</summary>
    private static byte[] Luma(byte[] rgb) =>
        [.. rgb.Chunk(3).Select(pixel => (byte)(((pixel[0] * 19595) + (pixel[1] * 38470) + (pixel[2] * 7471) + 0x8000) >> 16))];

    private static byte[] Rgba(string path)
    {
        using SKCodec codec = SKCodec.Create(path);
        using SKBitmap bitmap = SKBitmap.Decode(codec, new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        return bitmap.Bytes;
    }

    private static string? Text(JsonElement row, string key) => row.TryGetProperty(key, out JsonElement value) ? value.GetString() : null;
}
