using Mpa.Torch.Layers;
using static TorchSharp.torch;

namespace Mpa.Torch.Vision;

/// <summary>A pre-norm encoder layer.</summary>
internal sealed class VisionLayer : nn.Module
{
    [ComponentName(Name = "self_attn")]
    private readonly VisionAttention _attention;

    [ComponentName(Name = "layer_norm1")]
    private readonly LayerNorm _attentionNorm;

    [ComponentName(Name = "mlp")]
    private readonly VisionMlp _mlp;

    [ComponentName(Name = "layer_norm2")]
    private readonly LayerNorm _mlpNorm;

    public VisionLayer(VisionConfig config, TensorPlace place)
        : base(nameof(VisionLayer))
    {
        _attention = new VisionAttention(config, place);
        _attentionNorm = new LayerNorm(config.HiddenSize, config.NormEpsilon, place);
        _mlp = new VisionMlp(config, place);
        _mlpNorm = new LayerNorm(config.HiddenSize, config.NormEpsilon, place);
        RegisterComponents();
    }

    /// <summary>x: [N, S, D], mask: [N, 1, 1, S] or null → [N, S, D].</summary>
    public Tensor Forward(Tensor x, Tensor? mask)
    {
        x = x.Plus(_attention.Forward(_attentionNorm.Forward(x), mask)); // [N, S, D]
        return x.Plus(_mlp.Forward(_mlpNorm.Forward(x))); // [N, S, D]
    }
}
