using Mpa.Torch.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Mpa.Torch.Families.Qwen2Vl;

/// <summary>
/// The vision tower with its merger (arXiv 2409.12191, section 2.1; of 2.5 arXiv 2502.13923, section 2.1): images of any size, as many patches as
/// they have, side by side in one sequence.
/// </summary>
internal sealed class Qwen2VisionTower : nn.Module
{
    [ComponentName(Name = "patch_embed")]
    private readonly PatchEmbedding _patches;

    [ComponentName(Name = "blocks")]
    private readonly ModuleList<Qwen2VisionBlock> _blocks;

    [ComponentName(Name = "merger")]
    private readonly PatchMerger _merger;

    private readonly Qwen2VisionConfig _config;

    public Qwen2VisionTower(Qwen2VisionConfig config, TensorPlace place)
        : base(nameof(Qwen2VisionTower))
    {
        _config = config;
        _patches = new PatchEmbedding(config, place);
        _blocks = new ModuleList<Qwen2VisionBlock>([.. Enumerable.Range(0, config.Depth).Select(_ => new Qwen2VisionBlock(config, place))]);
        _merger = new PatchMerger(config, place);
        RegisterComponents();
    }

    /// <summary>pixels: [S, values of a patch] of all images → image tokens [S / 4, output].</summary>
    public Tensor Forward(Tensor pixels, IReadOnlyList<PatchGrid> grids)
    {
        VisionLayout layout = VisionLayout.Of(grids, _config);
        return layout.Restore(_merger.Forward(Patches(pixels, layout))); // [S / 4, output]
    }

    /// <summary>pixels: [S, values of a patch] → the last block's patches [S, D], in the layout's order.</summary>
    public Tensor Patches(Tensor pixels, VisionLayout layout)
    {
        Tensor x = layout.Reorder(_patches.Forward(pixels), _config.MergeSize * _config.MergeSize); // [S, D]
        for (int i = 0; i < _blocks.Count; i++)
        {
            // What a block makes on the way is let go of with it (autograd holds on to what it needs).
            using DisposeScope scope = NewDisposeScope();
            bool whole = layout.Windows is null || _config.Windows!.FullBlocks.Contains(i);
            x = _blocks[i].Forward(x, layout.Rotary, whole ? layout.Images : layout.Windows!).MoveToOuterDisposeScope(); // [S, D]
        }

        return x;
    }
}
