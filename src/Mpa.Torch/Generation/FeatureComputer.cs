using Mpa.Imaging;
using Mpa.Torch.Families;
using Mpa.Torch.Vision.Processors;
using static TorchSharp.torch;

namespace Mpa.Torch.Generation;

/// <summary>Runs the vision tower over the tiles of several images at once.</summary>
internal sealed class FeatureComputer(IVisionLanguageNetwork network, IImageProcessor processor)
{
    // Bounds memory: the widest vector inside a layer stands for each patch that goes through together.
    private const int PatchesTogether = 8_192;

    /// <summary>Whether the images are as many as go through together.</summary>
    public bool Fills(IEnumerable<ImageTiles> images) =>
        images.SelectMany(image => image.Tiles).Sum(Patches) >= PatchesTogether;

    /// <summary>Features of each image, in order. Their tensors are the caller's to dispose.</summary>
    public IReadOnlyList<ImageFeatures> Run(IReadOnlyList<ImageTiles> images)
    {
        using IDisposable inference = inference_mode();
        using IDisposable scope = NewDisposeScope();
        List<int> tokens = [];
        Tensor[] parts = [.. Batches(images.SelectMany(image => image.Tiles)).Select(tiles => Features(tiles, tokens))];
        Tensor all = cat(parts, 0); // [tokens, D]
        List<ImageFeatures> results = [];
        int tile = 0;
        long start = 0;
        foreach (ImageTiles image in images)
        {
            long length = tokens.Skip(tile).Take(image.Tiles.Count).Sum();
            results.Add(new ImageFeatures(image.Grid, all.narrow(0, start, length).clone())); // [tokens, D]
            tile += image.Tiles.Count;
            start += length;
        }

        results.ForEach(image => image.Features.DetachFromDisposeScope());
        return results;
    }

    /// <summary>Tiles in order, as many at a time as go through together; a larger one alone.</summary>
    private IEnumerable<IReadOnlyList<RgbImage>> Batches(IEnumerable<RgbImage> tiles)
    {
        List<RgbImage> batch = [];
        long patches = 0;
        foreach (RgbImage tile in tiles)
        {
            if (batch.Count > 0 && patches + Patches(tile) > PatchesTogether)
            {
                yield return batch;
                (batch, patches) = ([], 0);
            }

            batch.Add(tile);
            patches += Patches(tile);
        }

        yield return batch;
    }

    private Tensor Features(IReadOnlyList<RgbImage> tiles, List<int> tokens)
    {
        using IDisposable scope = NewDisposeScope();
        PixelTile[] pixels = [.. tiles.Select(processor.Normalize)];
        tokens.AddRange(pixels.Select(network.Tokens));
        return network.Features(pixels).MoveToOuterDisposeScope(); // [tokens, D]
    }

    private long Patches(RgbImage tile) =>
        (long)(tile.Width / network.PatchSize) * (tile.Height / network.PatchSize);
}
