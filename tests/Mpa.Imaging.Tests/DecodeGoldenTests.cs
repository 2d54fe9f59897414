using System.Text.Json;
using Mpa.Images;
using Mpa.Testing;

namespace Mpa.Imaging.Tests;

public sealed class DecodeGoldenTests
{
    public static TheoryData<string, string> Rows => GoldenRows.Read("pillow-decode*.jsonl", row => row.GetProperty("file").GetString()!);

    [Theory]
    [MemberData(nameof(Rows))]
    public void Decoding_equals_Pillow(string file, string json)
    {
        // Given
        JsonElement row = JsonDocument.Parse(json).RootElement;
        string path = Repository.GoldenImage(file);

        // When
        ImageInfo info = ImageProbe.Probe(path);
        RgbImage image = ImageDecoder.Decode(path);

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
