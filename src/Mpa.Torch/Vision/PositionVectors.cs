using Mpa.Torch.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Mpa.Torch.Vision;

/// <summary>The learned vectors of the places in a tile.</summary>
internal sealed class PositionVectors : nn.Module
{
    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    private readonly VisionConfig _config;

    public PositionVectors(VisionConfig config, TensorPlace place)
        : base(nameof(PositionVectors))
    {
        _config = config;
        _weight = place.Parameter(VisionTensors.TableShape(config));
        RegisterComponents();
    }

    /// <summary>x: [N, S, D] of pictures [N, 3, H, W] → [N, S, D].</summary>
    public Tensor Add(Tensor x, Tensor pixels, IReadOnlyList<bool[,]>? masks)
    {
        // TorchSharp's shapes are long; a side in pixels is an int.
        int rows = (int)pixels.shape[2] / _config.PatchSize;
        int columns = (int)pixels.shape[3] / _config.PatchSize;
        if (_config.Positions == PositionTable.Plain)
        {
            return x.Plus(Plain(rows, columns)); // [N, S, D] + [1, S, D]
        }

        if (masks is null)
        {
            long[] shared = VisionPositions.Ids(Whole(rows, columns), _config.PatchesPerSide); // S
            return x.Plus(Rows(shared, 1)); // [N, S, D] + [1, S, D]
        }

        long[] ids = [.. masks.SelectMany(mask => VisionPositions.Ids(mask, _config.PatchesPerSide))]; // N · S
        return x.Plus(Rows(ids, masks.Count)); // [N, S, D]
    }

    private Tensor Rows(long[] ids, int tiles) =>
        _weight.index_select(0, tensor(ids)).view(tiles, -1, _config.HiddenSize); // [tiles, S, D]

    /// <summary>The table, resized bicubically where a picture has another number of patches: [1, S, D].</summary>
    private Tensor Plain(int rows, int columns)
    {
        Tensor table = _weight.view(1, _config.Vectors, _config.HiddenSize); // [1, S, D]
        int side = _config.PatchesPerSide;
        if (rows == side && columns == side)
        {
            return table;
        }

        long first = _config.ClassToken ? 1 : 0;
        Tensor places = table.narrow(1, first, (long)side * side) // [1, side², D]
            .view(1, side, side, _config.HiddenSize)
            .permute(0, 3, 1, 2); // [1, D, side, side]
        Tensor resized = nn.functional
            .interpolate(places.to_type(ScalarType.Float32), [rows, columns], null, InterpolationMode.Bicubic, false)
            .to_type(table.dtype) // as the public implementation: resized in float32, rounded once
            .permute(0, 2, 3, 1)
            .reshape(1, (long)rows * columns, _config.HiddenSize); // [1, rows · columns, D]
        return first == 0 ? resized : cat([table.narrow(1, 0, 1), resized], 1); // [1, S, D]
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
