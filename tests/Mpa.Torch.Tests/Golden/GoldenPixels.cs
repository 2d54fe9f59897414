using System.Text.Json;
using Mpa.Imaging;
using Mpa.Testing;
using Mpa.Torch.Checkpoints;
using Mpa.Torch.Families;
using Mpa.Torch.Vision.Processors;
using static TorchSharp.torch;

namespace Mpa.Torch.Tests.Golden;

/// <summary>The pixel tensor of a golden case: stored, or made from its images.</summary>
internal static class GoldenPixels
{
    /// <summary>Pixels [tiles, 3, side, side], and which patches hold image where a tile is partly padding.</summary>
    public static (Tensor Pixels, IReadOnlyList<bool[,]>? Masks) Read(
        GoldenCase golden, SafetensorsFile expected, ModelDescription config)
    {
        if (!expected.Entries.ContainsKey("pixel_values"))
        {
            JsonElement rows = golden.Json.GetProperty("images");
            PixelTile[] tiles = [.. rows.EnumerateArray().SelectMany(row => Tiles(golden, row))];
            long side = config.Vision.ImageSize;
            return (tensor(tiles.SelectMany(tile => tile.Values).ToArray()).view(tiles.Length, 3, side, side), null);
        }

        return Stored(expected, config.Vision.PatchSize);
    }

    /// <summary>The stored pixels, and their masks where a tile is partly padding.</summary>
    public static (Tensor Pixels, IReadOnlyList<bool[,]>? Masks) Stored(SafetensorsFile expected, int patch)
    {
        Tensor pixels = expected.Read("pixel_values").flatten(0, 1); // [tiles, 3, H, W]
        Tensor mask = expected.Read("pixel_attention_mask").flatten(0, 1); // [tiles, H, W]
        bool[][,] masks =
        [
            .. Enumerable.Range(0, (int)mask.shape[0]).Select(i => PatchMask(mask[i], patch)),
        ];
        return (pixels, masks.All(m => m.Cast<bool>().All(valid => valid)) ? null : masks);
    }

    /// <summary>Normalized tiles of one prompt's images.</summary>
    public static IReadOnlyList<PixelTile> Tiles(GoldenCase golden, JsonElement images)
    {
        Idefics3ProcessorConfig config =
            Idefics3ProcessorConfig.Read(ProcessorFile.Open(golden.ModelFolder));
        if (golden.Has("do_image_splitting"))
        {
            config = config with { SplitImages = golden.Json.GetProperty("do_image_splitting").GetBoolean() };
        }

        Idefics3ImageProcessor processor = new(config);
        return [.. images.EnumerateArray()
            .Select(image => Repository.GoldenImage(image.GetProperty("file").GetString()!))
            .Select(path => ImageDecoder.Decode(path, applyExif: true, colors: ImageColors.Converted))
            .SelectMany(image => processor.Process(image).Tiles)
            .Select(processor.Normalize)];
    }

    private static bool[,] PatchMask(Tensor mask, int patch)
    {
        int rows = (int)(mask.shape[0] / patch);
        int columns = (int)(mask.shape[1] / patch);
        bool[,] result = new bool[rows, columns];
        for (int i = 0; i < result.Length; i++)
        {
            Tensor cell = mask.narrow(0, i / columns * patch, patch).narrow(1, i % columns * patch, patch);
            result[i / columns, i % columns] = cell.to_type(ScalarType.Bool).any().item<bool>();
        }

        return result;
    }
}
