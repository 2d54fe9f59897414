using static TorchSharp.torch;

namespace Mpa.Torch.Layers;

/// <summary>A layer that maps vectors one by one, whatever stands before them: families differ in which norm or MLP stands in a place.</summary>
internal interface ILayer
{
    /// <summary>x: [..., inputs] → [..., outputs].</summary>
    Tensor Forward(Tensor x);
}
