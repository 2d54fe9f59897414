using static TorchSharp.torch;

namespace Mpa.Torch.Layers;

/// <summary>A layer's MLP: gated or plain, gate and up stored apart or joined.</summary>
internal sealed class Mlp : nn.Module
{
    [ComponentName(Name = "gate_proj")]
    private readonly Linear? _gate;

    [ComponentName(Name = "up_proj")]
    private readonly Linear? _up;

    [ComponentName(Name = "gate_up_proj")]
    private readonly Linear? _joined;

    [ComponentName(Name = "down_proj")]
    private readonly Linear? _down;

    [ComponentName(Name = "fc1")]
    private readonly Linear? _plainUp;

    [ComponentName(Name = "fc2")]
    private readonly Linear? _plainDown;

    private readonly MlpConfig _config;

    public Mlp(MlpConfig config, long width, TensorPlace place)
        : base(nameof(Mlp))
    {
        _config = config;
        long inner = config.IntermediateSize;
        bool bias = config.Bias;
        switch (config.Kind)
        {
            case MlpKind.Gated:
                _gate = new Linear(width, inner, bias, place);
                _up = new Linear(width, inner, bias, place);
                _down = new Linear(inner, width, bias, place);
                break;
            case MlpKind.GatedJoined:
                _joined = new Linear(width, 2 * inner, bias, place);
                _down = new Linear(inner, width, bias, place);
                break;
            default:
                _plainUp = new Linear(width, inner, bias, place);
                _plainDown = new Linear(inner, width, bias, place);
                break;
        }

        RegisterComponents();
    }

    /// <summary>x: [..., width] → [..., width].</summary>
    public Tensor Forward(Tensor x)
    {
        switch (_config.Kind)
        {
            case MlpKind.Gated:
                Tensor gate = _config.Activation.Apply(_gate!.Forward(x)); // [..., inner]
                return _down!.Forward(gate.mul(_up!.Forward(x)));
            case MlpKind.GatedJoined:
                Tensor[] halves = _joined!.Forward(x).split(_config.IntermediateSize, -1); // 2 × [..., inner]
                return _down!.Forward(_config.Activation.Apply(halves[0]).mul(halves[1]));
            default:
                return _plainDown!.Forward(_config.Activation.Apply(_plainUp!.Forward(x)));
        }
    }
}
