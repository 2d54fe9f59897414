using Mpa.Torch.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Embedding = Mpa.Torch.Layers.Embedding;

namespace Mpa.Torch.Vision;

/// <summary>Pixels to patch vectors: a convolution whose stride is its kernel, plus a learned position.</summary>
internal sealed class VisionEmbeddings : nn.Module
{
    [ComponentName(Name = "patch_embedding")]
    private readonly PatchConvolution _patches;

    [ComponentName(Name = "position_embedding")]
    private readonly Embedding _positions;

    private readonly VisionConfig _config;

    public VisionEmbeddings(VisionConfig config, TensorPlace place)
        : base(nameof(VisionEmbeddings))
    {
        _config = config;
        _patches = new PatchConvolution(config, place);
        _positions = new Embedding(config.PatchesPerSide * config.PatchesPerSide, config.HiddenSize, null, place);
        RegisterComponents();
    }

    /// <summary>
    /// pixels: [tiles, 3, H, W], masks: one [rows, columns] a tile or null → [tiles, patches, hidden].
    /// </summary>
    public Tensor Forward(Tensor pixels, IReadOnlyList<bool[,]>? masks)
    {
        Tensor patches = _patches.Forward(pixels); // [N, S, D]
        if (masks is null)
        {
            // TorchSharp's shapes are long; a side in pixels is an int.
            int rows = (int)pixels.shape[2] / _config.PatchSize;
            int columns = (int)pixels.shape[3] / _config.PatchSize;
            long[] shared = VisionPositions.Ids(Whole(rows, columns), _config.PatchesPerSide); // S
            return patches.Plus(Positions(shared, 1)); // [N, S, D] + [1, S, D]
        }

        long[] ids = [.. masks.SelectMany(mask => VisionPositions.Ids(mask, _config.PatchesPerSide))]; // N · S
        return patches.Plus(Positions(ids, masks.Count)); // [N, S, D]
    }

    private static bool[,] Whole(int rows, int columns)
    {
        bool[,] mask = new bool[rows, columns];
        for (int i = 0; i < mask.Length; i++)
        {
            mask[i / columns, i % columns] = true;
        }

        return mask;
    }

    private Tensor Positions(long[] ids, int tiles) => _positions.Forward(tensor(ids).view(tiles, -1)); // [tiles, S, D]
}

/// <summary>
/// A convolution whose stride equals its kernel, done as one matrix product over the cut-out patches.
/// </summary>
internal sealed class PatchConvolution : nn.Module
{
    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    [ComponentName(Name = "bias")]
    private readonly Parameter _bias;

    private readonly int _patch;

    public PatchConvolution(VisionConfig config, TensorPlace place)
        : base(nameof(PatchConvolution))
    {
        _patch = config.PatchSize;
        _weight = place.Parameter(config.HiddenSize, config.Channels, _patch, _patch);
        _bias = place.Parameter(config.HiddenSize);
        RegisterComponents();
    }

    /// <summary>
    /// pixels: [N, C, H, W] → [N, rows × columns, hidden]; pixels beyond the last whole patch are left out.
    /// </summary>
    public Tensor Forward(Tensor pixels)
    {
        long count = pixels.shape[0];
        long channels = pixels.shape[1];
        long rows = pixels.shape[2] / _patch;
        long columns = pixels.shape[3] / _patch;
        Tensor cut = pixels.narrow(2, 0, rows * _patch).narrow(3, 0, columns * _patch) // [N, C, rP, cP]
            .reshape(count, channels, rows, _patch, columns, _patch) // [N, C, r, P, c, P]
            .permute(0, 2, 4, 1, 3, 5) // [N, r, c, C, P, P]
            .reshape(count, rows * columns, channels * _patch * _patch); // [N, rc, CPP]
        return nn.functional.linear(cut.to_type(_weight.dtype), _weight.flatten(1), _bias); // [N, rc, D]
    }
}

/// <summary>
/// Which learned position each patch takes when an image fills only part of the tile: the positions of a smaller grid
/// are spread over the full one (Idefics3's vision embeddings, transformers modeling_idefics3).
/// </summary>
internal static class VisionPositions
{
    /// <summary>
    /// Buckets of the rows (or columns) 0 … <paramref name="valid"/> − 1 among <paramref name="side"/> positions.
    /// </summary>
    public static int[] Buckets(int valid, int side) =>
        [.. Enumerable.Range(0, valid).Select(i => i * side / valid)];

    /// <summary>Position ids of one image's patches, row by row; patches outside the valid area take 0.</summary>
    /// <param name="mask">[rows, columns], true where the patch holds image.</param>
    /// <param name="side">Learned positions along a side.</param>
    public static long[] Ids(bool[,] mask, int side)
    {
        int rows = mask.GetLength(0);
        int columns = mask.GetLength(1);
        int[] rowBuckets = Buckets(Enumerable.Range(0, rows).Count(r => mask[r, 0]), side);
        int[] columnBuckets = Buckets(Enumerable.Range(0, columns).Count(c => mask[0, c]), side);
        long[] ids = new long[rows * columns];
        for (int r = 0; r < rowBuckets.Length; r++)
        {
            for (int c = 0; c < columnBuckets.Length; c++)
            {
                ids[(r * columns) + c] = (rowBuckets[r] * side) + columnBuckets[c];
            }
        }

        return ids;
    }
}
