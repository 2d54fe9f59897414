using Mpa.Torch.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Mpa.Torch.Lora;

/// <summary>The low-rank update of one linear layer: scale · B A x (arXiv 2106.09685).</summary>
/// <param name="A">[rank, inputs].</param>
/// <param name="B">[outputs, rank].</param>
/// <param name="Scale">alpha / rank.</param>
internal sealed record LoraAdapter(Parameter A, Parameter B, double Scale)
{
    /// <summary>x: [..., inputs] → [..., outputs].</summary>
    public Tensor Update(Tensor x) => nn.functional.linear(nn.functional.linear(x, A), B).Times(Scale);

    /// <summary>The update as a matrix [outputs, inputs], to be added to the layer's weight.</summary>
    public Tensor Delta() => B.matmul(A).Times(Scale);
}
