using Mpa.Torch.Layers;
using static TorchSharp.torch;

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
        long count = (long)config.PatchesPerSide * config.PatchesPerSide;
        _positions = new Embedding(count, config.HiddenSize, null, place);
        RegisterComponents();
    }

    /// <summary>pixels: [tiles, 3, H, W], masks: one [rows, columns] a tile or null → [tiles, patches, hidden].</summary>
    public Tensor Forward(Tensor pixels, IReadOnlyList<bool[,]>? masks)
    {
        Tensor patches = _patches.Forward(pixels); // [N, S, D]
        int rows = (int)(pixels.shape[2] / _config.PatchSize);
        int columns = (int)(pixels.shape[3] / _config.PatchSize);
        bool[,] whole = Whole(rows, columns);
        if (masks is null)
        {
            return patches.Plus(Positions(VisionPositions.Ids(whole, _config.PatchesPerSide), 1)); // [N, S, D] + [1, S, D]
        }

        long[] ids = [.. masks.SelectMany(mask => VisionPositions.Ids(mask, _config.PatchesPerSide))];
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
