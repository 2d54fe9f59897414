using Mpa.Torch.Language;
using Mpa.Torch.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using LayerNorm = Mpa.Torch.Layers.LayerNorm;
using Linear = Mpa.Torch.Layers.Linear;

namespace Mpa.Torch.Families.Qwen2Vl;

/// <summary>
/// The vision tower with its merger (arXiv 2409.12191, section 2.1; of 2.5 arXiv 2502.13923, section 2.1): images of
/// any size, as many patches as they have, side by side in one sequence.
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
        _blocks = new ModuleList<Qwen2VisionBlock>(
            [.. Enumerable.Range(0, config.Depth).Select(_ => new Qwen2VisionBlock(config, place))]);
        _merger = new PatchMerger(config, place);
        RegisterComponents();
    }

    /// <summary>pixels: [S, values of a patch] of all images → image tokens [S / 4, output].</summary>
    public Tensor Forward(Tensor pixels, IReadOnlyList<PatchGrid> grids)
    {
        // The layout's tables go with this scope.
        using DisposeScope scope = NewDisposeScope();
        VisionLayout layout = VisionLayout.Of(grids, _config);
        Tensor tokens = _merger.Forward(Patches(pixels, layout)); // [S / 4, output]
        return layout.Restore(tokens).MoveToOuterDisposeScope(); // [S / 4, output]
    }

    /// <summary>pixels: [S, values of a patch] → the last block's patches [S, D], in the layout's order.</summary>
    public Tensor Patches(Tensor pixels, VisionLayout layout)
    {
        Tensor x = layout.Reorder(_patches.Forward(pixels), _config.MergeSize * _config.MergeSize); // [S, D]
        for (int i = 0; i < _blocks.Count; i++)
        {
            // What a block makes on the way is let go of with it (autograd holds on to what it needs).
            using DisposeScope scope = NewDisposeScope();
            IReadOnlyList<SegmentRun> runs = _config.Windows is { } windows && !windows.FullBlocks.Contains(i)
                ? layout.Windows!
                : layout.Images;
            x = _blocks[i].Forward(x, layout.Rotary, runs).MoveToOuterDisposeScope(); // [S, D]
        }

        return x;
    }
}

/// <summary>
/// A pre-norm block: layer norms and quick GELU in Qwen2-VL, RMS norms and a gated MLP in Qwen2.5-VL.
/// </summary>
internal sealed class Qwen2VisionBlock : nn.Module
{
    [ComponentName(Name = "norm1")]
    private readonly ILayer _attentionNorm;

    [ComponentName(Name = "norm2")]
    private readonly ILayer _mlpNorm;

    [ComponentName(Name = "attn")]
    private readonly Qwen2VisionAttention _attention;

    [ComponentName(Name = "mlp")]
    private readonly ILayer _mlp;

    public Qwen2VisionBlock(Qwen2VisionConfig config, TensorPlace place)
        : base(nameof(Qwen2VisionBlock))
    {
        _attentionNorm = Norm(config, place);
        _mlpNorm = Norm(config, place);
        _attention = new Qwen2VisionAttention(config, place);
        _mlp = config.Windows is null
            ? new QuickGeluMlp(config.HiddenSize, config.IntermediateSize, place)
            : new GatedMlp(config.HiddenSize, config.IntermediateSize, bias: true, place);
        RegisterComponents();
    }

    /// <summary>The family's norm over a patch's vector.</summary>
    public static ILayer Norm(Qwen2VisionConfig config, TensorPlace place) => config.Windows is null
        ? new LayerNorm(config.HiddenSize, Qwen2VisionConfig.NormEpsilon, place)
        : new RmsNorm(config.HiddenSize, Qwen2VisionConfig.NormEpsilon, place);

    /// <summary>x: [S, D] → [S, D]; see <see cref="Qwen2VisionAttention.Forward"/> for the rest.</summary>
    public Tensor Forward(Tensor x, Rotary rotary, IReadOnlyList<SegmentRun> runs)
    {
        x = x.Plus(_attention.Forward(_attentionNorm.Forward(x), rotary, runs)); // [S, D]
        return x.Plus(_mlp.Forward(_mlpNorm.Forward(x))); // [S, D]
    }
}

/// <summary>Attention of every patch to every patch of its segment: an image, or a window of one.</summary>
internal sealed class Qwen2VisionAttention : nn.Module
{
    [ComponentName(Name = "qkv")]
    private readonly Linear _inputs;

    [ComponentName(Name = "proj")]
    private readonly Linear _output;

    private readonly int _heads;

    public Qwen2VisionAttention(Qwen2VisionConfig config, TensorPlace place)
        : base(nameof(Qwen2VisionAttention))
    {
        long size = config.HiddenSize;
        _heads = config.Heads;
        _inputs = new Linear(size, 3 * size, bias: true, place);
        _output = new Linear(size, size, bias: true, place);
        RegisterComponents();
    }

    /// <summary>x: [S, D] → [S, D].</summary>
    /// <param name="x">Patches of all images, segment after segment.</param>
    /// <param name="rotary">Of each patch's row and column.</param>
    /// <param name="runs">How many segments of which length follow one another.</param>
    public Tensor Forward(Tensor x, Rotary rotary, IReadOnlyList<SegmentRun> runs)
    {
        Tensor joined = _inputs.Forward(x).view(x.shape[0], 3, _heads, -1); // [S, 3, H, d]
        Tensor[] parts = joined.permute(1, 2, 0, 3).unbind(0); // 3 × [H, S, d]
        Tensor queries = rotary.Rotate(parts[0].unsqueeze(0))[0]; // [H, S, d]
        Tensor keys = rotary.Rotate(parts[1].unsqueeze(0))[0]; // [H, S, d]
        List<Tensor> attended = [];
        long start = 0;
        foreach (SegmentRun run in runs)
        {
            Tensor heads = nn.functional.scaled_dot_product_attention(
                Cut(queries, start, run), Cut(keys, start, run), Cut(parts[2], start, run)); // [n, H, s, d]
            attended.Add(heads.transpose(1, 2).reshape(run.Patches, -1)); // [n·s, D]
            start += run.Patches;
        }

        return _output.Forward(attended.Count == 1 ? attended[0] : cat([.. attended], 0)); // [S, D]
    }

    /// <summary>x: [H, S, d] → the run's segments as a batch [n, H, s, d].</summary>
    private static Tensor Cut(Tensor x, long start, SegmentRun run) =>
        x.narrow(1, start, run.Patches) // [H, n·s, d]
            .reshape(x.shape[0], run.Count, run.Length, x.shape[2]) // [H, n, s, d]
            .transpose(0, 1); // [n, H, s, d]
}

/// <summary>Two linear layers with x · sigmoid(1.702 x) between them.</summary>
internal sealed class QuickGeluMlp : nn.Module, ILayer
{
    [ComponentName(Name = "fc1")]
    private readonly Linear _up;

    [ComponentName(Name = "fc2")]
    private readonly Linear _down;

    public QuickGeluMlp(long width, long inner, TensorPlace place)
        : base(nameof(QuickGeluMlp))
    {
        _up = new Linear(width, inner, bias: true, place);
        _down = new Linear(inner, width, bias: true, place);
        RegisterComponents();
    }

    /// <summary>x: [S, D] → [S, D].</summary>
    public Tensor Forward(Tensor x)
    {
        Tensor inner = _up.Forward(x); // [S, inner]
        return _down.Forward(inner.mul(inner.Times(1.702).sigmoid())); // [S, D]
    }
}
