using Mpa.Torch.Layers;
using static TorchSharp.torch;

namespace Mpa.Torch.Language;

/// <summary>down(silu(gate(x)) · up(x)) (arXiv 2002.05202).</summary>
internal sealed class GatedMlp : nn.Module
{
    [ComponentName(Name = "gate_proj")]
    private readonly Linear _gate;

    [ComponentName(Name = "up_proj")]
    private readonly Linear _up;

    [ComponentName(Name = "down_proj")]
    private readonly Linear _down;

    public GatedMlp(DecoderConfig config, TensorPlace place)
        : base(nameof(GatedMlp))
    {
        _gate = new Linear(config.HiddenSize, config.IntermediateSize, config.MlpBias, place);
        _up = new Linear(config.HiddenSize, config.IntermediateSize, config.MlpBias, place);
        _down = new Linear(config.IntermediateSize, config.HiddenSize, config.MlpBias, place);
        RegisterComponents();
    }

    /// <summary>x: [B, L, D] → [B, L, D].</summary>
    public Tensor Forward(Tensor x) => _down.Forward(_gate.Forward(x).silu().mul(_up.Forward(x)));
}
