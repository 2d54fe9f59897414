using System.Runtime.InteropServices;
using Mpa.Torch.Families.Idefics3;
using Mpa.Torch.Tokenizers;
using Mpa.Torch.Vision.Processors;
using static TorchSharp.torch;

namespace Mpa.Torch.Generation;

/// <summary>Runs the vision tower over the tiles of several images at once.</summary>
internal sealed class FeatureComputer(Idefics3Model model, Idefics3ImageProcessor processor)
{
    // Bounds memory: the widest vector inside a layer stands for each patch that goes through together.
    private const int PatchesTogether = 8_192;

    /// <summary>Tiles that go through together.</summary>
    public int TilesTogether { get; } =
        Math.Max(1, PatchesTogether / (model.Config.Vision.PatchesPerSide * model.Config.Vision.PatchesPerSide));

    /// <summary>Features of each image, in order. Their tensors are the caller's to dispose.</summary>
    public IReadOnlyList<ImageFeatures> Run(IReadOnlyList<Idefics3Tiles> images)
    {
        using IDisposable inference = inference_mode();
        using IDisposable scope = NewDisposeScope();
        float[][] tiles = [.. images.SelectMany(image => image.Tiles).Select(processor.Normalise)];
        Tensor all = cat([.. tiles.Chunk(TilesTogether).Select(Features)], 0); // [tiles, tokens, D]
        List<ImageFeatures> results = [];
        long start = 0;
        foreach (Idefics3Tiles image in images)
        {
            Tensor own = all.narrow(0, start, image.Tiles.Count).clone().DetachFromDisposeScope(); // [tiles, tokens, D]
            results.Add(new ImageFeatures(new ImageGrid(image.Rows, image.Columns), own));
            start += image.Tiles.Count;
        }

        return results;
    }

    private Tensor Features(float[][] tiles)
    {
        using IDisposable scope = NewDisposeScope();
        long side = processor.Config.TileSize;
        Tensor pixels = empty([tiles.Length, 3, side, side], ScalarType.Float32);
        Span<float> values = MemoryMarshal.Cast<byte, float>(pixels.bytes);
        for (int i = 0; i < tiles.Length; i++)
        {
            tiles[i].CopyTo(values[(i * tiles[i].Length)..]);
        }

        return model.Features(pixels).MoveToOuterDisposeScope(); // [tiles, tokens, D]
    }
}
