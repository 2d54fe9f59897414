using Mpa.Torch.Layers;
using Mpa.Torch.Vision.Processors;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Mpa.Torch.Vision;

/// <summary>
/// A tower for images of any size, as many patches as they have, side by side in one sequence (arXiv 2409.12191,
/// section 2.1; with windows arXiv 2502.13923, section 2.1).
/// </summary>
internal sealed class PackedTower : nn.Module, IVisionTower
{
    [ComponentName(Name = "patch")]
    private readonly PatchProjection _patches;

    [ComponentName(Name = "layers")]
    private readonly ModuleList<VisionLayer> _layers;

    private readonly VisionConfig _config;

    public PackedTower(VisionConfig config, TensorPlace place)
        : base(nameof(PackedTower))
    {
        _config = config;
        _patches = new PatchProjection(config, place);
        _layers = new ModuleList<VisionLayer>(
            [.. Enumerable.Range(0, config.Layers).Select(_ => new VisionLayer(config, place))]);
        RegisterComponents();
    }

    private int Square => _config.MergeSize * _config.MergeSize;

    /// <summary>tiles → patches [S, D] of all, square after square.</summary>
    public Tensor Forward(IReadOnlyList<PixelTile> tiles)
    {
        // The layout's tables go with this scope.
        using DisposeScope scope = NewDisposeScope();
        Tensor pixels = PixelTensor.Of(tiles).view(-1, _config.PatchValues); // [S, values of a patch]
        VisionLayout layout = VisionLayout.Of([.. tiles.Select(Grid)], _config);
        return layout.Restore(Forward(pixels, layout), Square).MoveToOuterDisposeScope(); // [S, D]
    }

    /// <summary>The patches of a tile.</summary>
    public PatchGrid Grid(PixelTile tile) => new(tile.Height / _config.PatchSize, tile.Width / _config.PatchSize);

    /// <summary>pixels: [S, values of a patch] → the last layer's patches [S, D], in the layout's order.</summary>
    public Tensor Forward(Tensor pixels, VisionLayout layout)
    {
        Tensor x = layout.Reorder(_patches.ForwardCut(pixels), Square); // [S, D]
        for (int i = 0; i < _layers.Count; i++)
        {
            // What a layer makes on the way is let go of with it (autograd holds on to what it needs).
            using DisposeScope scope = NewDisposeScope();
            IReadOnlyList<SegmentRun> runs = _config.Windows is { } windows && !windows.FullBlocks.Contains(i)
                ? layout.Windows!
                : layout.Images;
            x = _layers[i].Forward(x, layout.Rotary, runs).MoveToOuterDisposeScope(); // [S, D]
        }

        return x;
    }
}
