using Mpa.Torch.Layers;
using static TorchSharp.torch;

namespace Mpa.Torch.Training;

/// <summary>Adam with decoupled weight decay (arXiv 1711.05101), or Adam with the decay as an L2 penalty.</summary>
/// <param name="WeightDecay">Decay.</param>
/// <param name="Beta1">Memory of the first moment.</param>
/// <param name="Beta2">Memory of the second moment.</param>
/// <param name="Epsilon">Added to the root of the second moment.</param>
internal sealed record AdamRule(
    double WeightDecay = 0.0, double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8) : IUpdateRule
{
    private const string First = "first";
    private const string Second = "second";

    /// <summary>The decay is part of the gradient (arXiv 1412.6980 with an L2 penalty).</summary>
    public bool Penalty { get; init; }

    /// <inheritdoc/>
    public IEnumerable<(string Name, long[] Shape)> Memory(long[] shape) => [(First, shape), (Second, shape)];

    /// <inheritdoc/>
    public void Update(OptimizerSlot slot, Tensor gradient, double rate)
    {
        if (Penalty)
        {
            gradient = slot.Penalized(gradient);
        }
        else
        {
            slot.Shrink(rate);
        }

        double firstCorrection = 1 - Math.Pow(Beta1, slot.Steps);
        double secondCorrection = Math.Sqrt(1 - Math.Pow(Beta2, slot.Steps));
        Tensor first = slot.Memory[First].TimesInPlace(Beta1).PlusInPlace(gradient, 1 - Beta1);
        Tensor second = slot.Memory[Second].TimesInPlace(Beta2).PlusProductInPlace(gradient, gradient, 1 - Beta2);
        Tensor divisor = second.sqrt().TimesInPlace(1 / secondCorrection).PlusInPlace(Epsilon);
        slot.Parameter.PlusQuotientInPlace(first, divisor, -rate / firstCorrection);
    }
}
