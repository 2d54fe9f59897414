using Mpa.Torch.Layers;
using static TorchSharp.torch;

namespace Mpa.Torch.Language;

/// <summary>A pre-norm decoder layer.</summary>
internal sealed class DecoderLayer : nn.Module
{
    [ComponentName(Name = "self_attn")]
    private readonly Attention _attention;

    [ComponentName(Name = "mlp")]
    private readonly GatedMlp _mlp;

    [ComponentName(Name = "input_layernorm")]
    private readonly RmsNorm _attentionNorm;

    [ComponentName(Name = "post_attention_layernorm")]
    private readonly RmsNorm _mlpNorm;

    public DecoderLayer(DecoderConfig config, TensorPlace place)
        : base(nameof(DecoderLayer))
    {
        _attention = new Attention(config, place);
        _mlp = new GatedMlp(config.HiddenSize, config.IntermediateSize, config.MlpBias, place);
        _attentionNorm = new RmsNorm(config.HiddenSize, config.NormEpsilon, place);
        _mlpNorm = new RmsNorm(config.HiddenSize, config.NormEpsilon, place);
        RegisterComponents();
    }

    /// <summary>x: [B, L, D] → [B, L, D]; see <see cref="Attention.Forward"/> for the rest.</summary>
    public Tensor Forward(Tensor x, Rotary rotary, Tensor? mask, LayerCache? cache, long past)
    {
        x = x.Plus(_attention.Forward(_attentionNorm.Forward(x), rotary, mask, cache, past)); // [B, L, D]
        return x.Plus(_mlp.Forward(_mlpNorm.Forward(x))); // [B, L, D]
    }
}
