using System.Security.Cryptography;
using System.Text.Json;
using Mpa.Images;
using Mpa.Testing;

namespace Mpa.Imaging.Tests;

public sealed class DecodeGoldenTests
{
    public static TheoryData<string, string> Rows =>
        GoldenRows.Read("pillow-decode*.jsonl", row => row.GetProperty("file").GetString()!);

    [Theory]
    [MemberData(nameof(Rows))]
    public void Decoding_equals_Pillow(string file, string json)
    {
        // Given
        JsonElement row = JsonDocument.Parse(json).RootElement;
        string path = Repository.GoldenImage(file);

        // When
        ImageInfo info = ImageProbe.Probe(path);
        RgbImage image = ImageDecoder.Decode(path, colors: ImageColors.Converted);

        // Then
        Assert.Equal(row.GetProperty("format").GetString()!.ToLowerInvariant(), info.Format);
        Assert.Equal(GoldenRows.Size(row, "size"), (info.Width, info.Height));
        if (info.Format == ImageFormats.Jpeg)
        {
            AssertMeansAgree(row.GetProperty("mean_rgb"), image);
        }
        else
        {
            Assert.Equal(row.GetProperty("sha256").GetString(), GoldenRows.Sha256(image.Pixels));
        }
    }

    /// <summary>
    /// JPEG decoders round differently; single pixels are compared where a golden holds them (Mpa.Torch.Tests).
    /// </summary>
    private static void AssertMeansAgree(JsonElement means, RgbImage image)
    {
        for (int c = 0; c < 3; c++)
        {
            double mean = image.Pixels.Where((_, i) => i % 3 == c).Average(value => (double)value);
            Assert.InRange(mean - means[c].GetDouble(), -0.1, 0.1);
        }
    }
}

public sealed class ChartFilesTests
{
    [Fact]
    public void Every_chart_beside_the_goldens_decodes()
    {
        string[] files = Directory.GetFiles(Repository.GoldenImages);
        Assert.NotEmpty(files);
        Assert.All(files, file =>
        {
            ImageInfo info = ImageProbe.Probe(file);
            Assert.True(info is { Width: > 0, Height: > 0 }, file);
        });
    }
}

/// <summary>Rows of the golden folder's preprocess/*.jsonl, one test case each.</summary>
internal static class GoldenRows
{
    /// <summary>A short name for the test list, and the row.</summary>
    public static TheoryData<string, string> Read(string pattern, Func<JsonElement, string> name)
    {
        TheoryData<string, string> rows = [];
        foreach (string line in Files(pattern).Order().SelectMany(File.ReadLines))
        {
            rows.Add(name(JsonDocument.Parse(line).RootElement), line);
        }

        return rows;
    }

    /// <summary>A file that a row names, beside the rows.</summary>
    public static string Source(string file) => Repository.Golden($"preprocess/{file}");

    public static RgbImage Chart(string file) =>
        ImageDecoder.Decode(Repository.GoldenImage(file), colors: ImageColors.Converted);

    public static string Sha256(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static (int Width, int Height) Size(JsonElement row, string key) =>
        (row.GetProperty(key)[0].GetInt32(), row.GetProperty(key)[1].GetInt32());

    private static string[] Files(string pattern) =>
        Repository.FromGoldens(root =>
            Path.Combine(root, "preprocess") is var folder && Directory.Exists(folder)
                ? Directory.GetFiles(folder, pattern)
                : []);
}
