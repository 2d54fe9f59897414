using Mpa.Torch.Language;
using Mpa.Torch.Layers;
using static TorchSharp.torch;

namespace Mpa.Torch.Families.Qwen2Vl;

/// <summary>A pre-norm block: layer norms and quick GELU in Qwen2-VL, RMS norms and a gated MLP in Qwen2.5-VL.</summary>
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
