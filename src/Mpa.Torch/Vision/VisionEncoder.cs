using Mpa.Torch.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Mpa.Torch.Vision;

/// <summary>The stack of encoder layers.</summary>
internal sealed class VisionEncoder : nn.Module
{
    [ComponentName(Name = "layers")]
    private readonly ModuleList<VisionLayer> _layers;

    public VisionEncoder(VisionConfig config, TensorPlace place)
        : base(nameof(VisionEncoder))
    {
        _layers = new ModuleList<VisionLayer>([.. Enumerable.Range(0, config.Layers).Select(_ => new VisionLayer(config, place))]);
        RegisterComponents();
    }

    /// <summary>x: [N, S, D], mask: [N, 1, 1, S] or null → [N, S, D].</summary>
    public Tensor Forward(Tensor x, Tensor? mask)
    {
        foreach (VisionLayer layer in _layers)
        {
            // What a layer makes on the way is let go of with it (autograd holds on to what it needs).
            using DisposeScope scope = NewDisposeScope();
            x = layer.Forward(x, mask).MoveToOuterDisposeScope(); // [N, S, D]
        }

        return x;
    }
}
