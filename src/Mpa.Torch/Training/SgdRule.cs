using Mpa.Torch.Layers;
using static TorchSharp.torch;

namespace Mpa.Torch.Training;

/// <summary>Gradient descent with momentum, as torch.optim.SGD has it: the momentum is no average.</summary>
/// <param name="WeightDecay">Decay, part of the gradient.</param>
/// <param name="Momentum">What is left of the update before.</param>
/// <param name="Nesterov">Looks a step ahead.</param>
internal sealed record SgdRule(double WeightDecay = 0.0, double Momentum = 0.9, bool Nesterov = false) : IUpdateRule
{
    private const string Velocity = "velocity";

    /// <inheritdoc/>
    public IEnumerable<(string Name, long[] Shape)> Memory(long[] shape) => [(Velocity, shape)];

    /// <inheritdoc/>
    public void Update(OptimizerSlot slot, Tensor gradient, double rate)
    {
        gradient = slot.Penalized(gradient);
        Tensor velocity = slot.Memory[Velocity].TimesInPlace(Momentum).PlusInPlace(gradient);
        slot.Parameter.PlusInPlace(Nesterov ? gradient.Plus(velocity.Times(Momentum)) : velocity, -rate);
    }
}
