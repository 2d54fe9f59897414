using Mpa.Torch.Layers;
using static TorchSharp.torch;

namespace Mpa.Torch.Families.Qwen2Vl;

/// <summary>Two linear layers with the exact GELU between them, named by their places in the public implementation's sequence.</summary>
internal sealed class MergerMlp : nn.Module
{
    [ComponentName(Name = "0")]
    private readonly Linear _inner;

    [ComponentName(Name = "2")]
    private readonly Linear _output;

    public MergerMlp(long width, long output, TensorPlace place)
        : base(nameof(MergerMlp))
    {
        _inner = new Linear(width, width, bias: true, place);
        _output = new Linear(width, output, bias: true, place);
        RegisterComponents();
    }

    /// <summary>x: [N, width] → [N, output].</summary>
    public Tensor Forward(Tensor x) => _output.Forward(_inner.Forward(x).gelu());
}
