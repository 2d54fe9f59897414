using Mpa.Torch.Layers;
using static TorchSharp.torch;

namespace Mpa.Torch.Training;

/// <summary>Steps of one size in the direction of the momentum's sign (Lion, arXiv 2302.06675).</summary>
/// <param name="WeightDecay">Decoupled decay.</param>
/// <param name="Beta1">Share of the momentum in the direction.</param>
/// <param name="Beta2">Memory of the momentum.</param>
internal sealed record LionRule(double WeightDecay = 0.0, double Beta1 = 0.9, double Beta2 = 0.99) : IUpdateRule
{
    private const string Momentum = "first";

    /// <inheritdoc/>
    public IEnumerable<(string Name, long[] Shape)> Memory(long[] shape) => [(Momentum, shape)];

    /// <inheritdoc/>
    public void Update(OptimizerSlot slot, Tensor gradient, double rate)
    {
        slot.Shrink(rate);
        Tensor momentum = slot.Memory[Momentum];
        Tensor direction = momentum.Times(Beta1).PlusInPlace(gradient, 1 - Beta1).sign();
        slot.Parameter.PlusInPlace(direction, -rate);
        momentum.TimesInPlace(Beta2).PlusInPlace(gradient, 1 - Beta2);
    }
}
