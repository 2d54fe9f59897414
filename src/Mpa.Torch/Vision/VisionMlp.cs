using Mpa.Torch.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Linear = Mpa.Torch.Layers.Linear;

namespace Mpa.Torch.Vision;

/// <summary>Two linear layers with the tanh form of GELU between them.</summary>
internal sealed class VisionMlp : nn.Module
{
    [ComponentName(Name = "fc1")]
    private readonly Linear _up;

    [ComponentName(Name = "fc2")]
    private readonly Linear _down;

    public VisionMlp(VisionConfig config, TensorPlace place)
        : base(nameof(VisionMlp))
    {
        _up = new Linear(config.HiddenSize, config.IntermediateSize, bias: true, place);
        _down = new Linear(config.IntermediateSize, config.HiddenSize, bias: true, place);
        RegisterComponents();
    }

    /// <summary>x: [N, S, D] → [N, S, D].</summary>
    public Tensor Forward(Tensor x) => _down.Forward(_up.Forward(x).gelu(GELU.Approximate.tanh));
}
