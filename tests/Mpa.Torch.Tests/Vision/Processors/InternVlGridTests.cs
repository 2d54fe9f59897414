using System.Security.Cryptography;
using System.Text.Json;
using Mpa.Imaging;
using Mpa.Testing;
using Mpa.Torch.Vision.Processors;

namespace Mpa.Torch.Tests.Vision.Processors;

/// <summary>How InternVL cuts images, against OpenGVLab/InternVL's own program.</summary>
public sealed class InternVlGridTests
{
    public static IEnumerable<TheoryDataRow<int>> Pictures =>
        Enumerable.Range(0, Read("internvl-448.json").GetProperty("cases").GetArrayLength())
            .Select(place => new TheoryDataRow<int>(place));

    [Fact]
    public void Grids_come_in_the_order_of_the_official_program()
    {
        Assert.All(Read("internvl-ratios.json").GetProperty("order").EnumerateObject(), bounds =>
        {
            int[] tiles = [.. bounds.Name.Split(',').Select(int.Parse)];
            Assert.Equal(
                bounds.Value.EnumerateArray().Select(Pair), InternVlGrid.Candidates(tiles[0], tiles[1]));
        });
    }

    [Fact]
    public void Sizes_become_the_tiles_of_the_official_program_on_every_golden_row()
    {
        JsonElement[] rows = [.. File.ReadLines(Repository.Golden("preprocess/internvl-tiles.jsonl"))
            .Select(line => JsonElement.Parse(line))];

        Assert.NotEmpty(rows);
        Assert.All(rows, row =>
        {
            InternVlTiling tiling = Tiling(row);
            ImagePlan plan = new InternVlImageProcessor(tiling)
                .Plan(row.GetProperty("width").GetInt32(), row.GetProperty("height").GetInt32());
            (int Columns, int Rows) grid = (Math.Max(plan.Grid.Columns, 1), Math.Max(plan.Grid.Rows, 1));
            Assert.Equal(Pair(row.GetProperty("grid_cols_rows")), grid);
            Assert.Equal(Pair(row.GetProperty("resized")), (grid.Columns * tiling.Side, grid.Rows * tiling.Side));
            Assert.Equal(row.GetProperty("tiles").GetInt32(), plan.Tiles.Count);
            Assert.Equal(plan.Grid.Tiles, plan.Tiles.Count);
        });
    }

    [Theory]
    [MemberData(nameof(Pictures))]
    public void Tiles_of_released_size_equal_the_official_programs_to_the_bit(int place)
    {
        JsonElement golden = Read("internvl-448.json").GetProperty("cases")[place];
        RgbImage image = ImageDecoder.Decode(
            Repository.GoldenImage(golden.GetProperty("image").GetString()!),
            applyExif: true,
            colors: ImageColors.Converted);

        ImageTiles tiles = new InternVlImageProcessor(Tiling(golden)).Process(image);

        Assert.Equal(
            golden.GetProperty("sha256").EnumerateArray().Select(hash => hash.GetString()),
            tiles.Tiles.Select(tile => Convert.ToHexStringLower(SHA256.HashData(tile.Pixels))));
    }

    /// <summary>How a golden row or case cuts.</summary>
    internal static InternVlTiling Tiling(JsonElement golden) => new(
        golden.GetProperty("image_size").GetInt32(),
        golden.GetProperty("min_num").GetInt32(),
        golden.GetProperty("max_num").GetInt32(),
        golden.GetProperty("use_thumbnail").GetBoolean());

    private static (int, int) Pair(JsonElement pair) => (pair[0].GetInt32(), pair[1].GetInt32());

    private static JsonElement Read(string file) =>
        JsonElement.Parse(File.ReadAllText(Repository.Golden($"preprocess/{file}")));
}
