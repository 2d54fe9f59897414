using System.Security.Cryptography;
using System.Text.Json;
using Mpa.Imaging;
using Mpa.Testing;
using Mpa.Torch.Families;
using Mpa.Torch.Vision.Processors;

namespace Mpa.Torch.Tests.Vision.Processors;

/// <summary>
/// Images as users hand them over, alpha and all, against transformers (kind preprocess_on_white of the goldens in
/// families/). The other goldens went through Pillow's convert("RGB") first.
/// </summary>
public sealed class TransparentPaperTests
{
    public static IEnumerable<TheoryDataRow<string, string>> Cases => Repository
        .FromGoldens(Found)
        .Select(found => new TheoryDataRow<string, string>(
            found.Folder, found.Case.GetProperty("name").GetString()!));

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_tiles_of_a_transparent_picture_are_those_of_the_official_processor(string folder, string name)
    {
        // Given
        JsonElement golden = CasesOf(folder).Single(one => one.GetProperty("name").GetString() == name);
        RgbImage image = ImageDecoder.Decode(
            Repository.GoldenImage(golden.GetProperty("image").GetString()!), applyExif: true);

        // When
        ImageTiles tiles = Processor(folder).Process(image);

        // Then
        Assert.Equal(
            (golden.GetProperty("rows").GetInt32(), golden.GetProperty("cols").GetInt32()),
            (tiles.Grid.Rows, tiles.Grid.Columns));
        Assert.Equal(
            golden.GetProperty("tiles_sha256").EnumerateArray().Select(tile => tile.GetString()),
            tiles.Tiles.Select(tile => Convert.ToHexStringLower(SHA256.HashData(tile.Pixels))[..16]));
    }

    private static IEnumerable<(string Folder, JsonElement Case)> Found(string goldens)
    {
        string root = Path.Combine(goldens, "families");
        return Directory.Exists(root)
            ? Directory.GetDirectories(root)
                .Order(StringComparer.Ordinal)
                .SelectMany(folder => CasesOf(folder).Select(one => (folder, one)))
                .Where(found => found.one.GetProperty("kind").GetString() == "preprocess_on_white")
                .Where(found => found.one.TryGetProperty("tiles_sha256", out _))
            : [];
    }

    private static JsonElement[] CasesOf(string folder) =>
    [
        .. JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "cases.json"))).RootElement
            .GetProperty("cases").EnumerateArray(),
    ];

    private static Idefics3ImageProcessor Processor(string folder) =>
        new(Idefics3ProcessorConfig.Read(ProcessorFile.Open(Path.Combine(folder, "model"))));
}
