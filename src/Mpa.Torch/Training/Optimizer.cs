using Mpa.Torch.Families;
using Mpa.Torch.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Mpa.Torch.Training;

/// <summary>
/// Updates parameters from their gradients by a rule, and keeps what the rule remembers of each, open to saving for an
/// exact resume. Parameters come in groups, each with a learning rate of its own.
/// </summary>
internal sealed class Optimizer : IDisposable
{
    private readonly IUpdateRule _rule;
    private readonly OptimizerSlot[][] _groups;

    /// <summary>
    /// Decay applies to tensors of two or more dimensions, as transformers' trainer does it in the goldens.
    /// </summary>
    /// <param name="groups">What is updated.</param>
    /// <param name="rule">How.</param>
    /// <param name="decaysAll">Decay applies to vectors too.</param>
    public Optimizer(IReadOnlyList<ParameterGroup> groups, IUpdateRule rule, bool decaysAll = false)
    {
        _rule = rule;

        // Where there is no room for all of them, none is left behind.
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        _groups = [.. groups.Select(group => group.Parameters
            .Select(p => new OptimizerSlot(p.Name, p.Value, Memory(p.Value))
            {
                Decay = decaysAll || p.Value.dim() >= 2 ? rule.WeightDecay : 0,
            })
            .ToArray())];
        foreach (Tensor tensor in Slots.SelectMany(slot => slot.Memory.Values))
        {
            tensor.DetachFromDisposeScope();
        }
    }

    /// <summary>Updates made so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Every parameter with what is remembered of it.</summary>
    public IEnumerable<OptimizerSlot> Slots => _groups.SelectMany(group => group);

    /// <summary>Divides all gradients by a number; 1 leaves them to the bit.</summary>
    public void DivideGradients(int by)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        foreach (Tensor gradient in by == 1 ? [] : Slots.Select(slot => slot.Parameter.grad).OfType<Tensor>())
        {
            gradient.TimesInPlace(1.0 / by);
        }
    }

    /// <summary>
    /// Scales all gradients down so that their joint norm is at most <paramref name="maxNorm"/>; gives the norm before.
    /// </summary>
    public double ClipGradients(double maxNorm)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Tensor[] gradients = [.. Slots.Select(slot => slot.Parameter.grad).OfType<Tensor>()];
        double norm = stack([.. gradients.Select(gradient => gradient.norm())]).norm().Value();
        double scale = maxNorm / (norm + 1e-6);
        if (scale < 1)
        {
            Array.ForEach(gradients, gradient => gradient.TimesInPlace(scale));
        }

        return norm;
    }

    /// <summary>
    /// One update; gradients are let go. A parameter that got none since the last one is left as it is, undecayed: so a
    /// training that goes on from a saved state does what an undisturbed one would.
    /// </summary>
    /// <param name="rates">The learning rate of each group, in the groups' order.</param>
    public void Step(IReadOnlyList<double> rates)
    {
        using IDisposable noGradient = no_grad();
        Steps++;
        foreach ((OptimizerSlot[] group, double rate) in _groups.Zip(rates))
        {
            foreach (OptimizerSlot slot in group)
            {
                using IDisposable scope = NewDisposeScope();
                if (slot.Parameter.grad is { } gradient)
                {
                    slot.Steps++;
                    _rule.Update(slot, gradient, rate);
                    slot.Parameter.grad = null;
                }
            }
        }
    }

    /// <summary>What is remembered by name, for a resume. It stays the optimizer's own.</summary>
    public Dictionary<string, Tensor> State() => Slots
        .SelectMany(slot => slot.Memory.Select(memory => ($"{memory.Key}.{slot.Name}", memory.Value)))
        .ToDictionary(pair => pair.Item1, pair => pair.Value);

    /// <summary>Tells how many updates what was loaded has seen, every parameter that many.</summary>
    public void Resume(long steps)
    {
        Steps = steps;
        foreach (OptimizerSlot slot in Slots)
        {
            slot.Steps = steps;
        }
    }

    /// <summary>Lets what is remembered go; the parameters are the model's.</summary>
    public void Dispose()
    {
        foreach (Tensor tensor in Slots.SelectMany(slot => slot.Memory.Values))
        {
            tensor.Dispose();
        }
    }

    private Dictionary<string, Tensor> Memory(Parameter parameter) => _rule.Memory(parameter.shape)
        .ToDictionary(memory => memory.Name, memory => zeros(memory.Shape, parameter.dtype, parameter.device));
}

/// <summary>A parameter and what the rule of its updates remembers of it.</summary>
/// <param name="Name">That its state is saved under.</param>
/// <param name="Parameter">It.</param>
/// <param name="Memory">By the rule's names, all 0 at first.</param>
internal sealed record OptimizerSlot(string Name, Parameter Parameter, IReadOnlyDictionary<string, Tensor> Memory)
{
    /// <summary>Its weight decay.</summary>
    public double Decay { get; init; }

    /// <summary>Its updates so far: less than the optimizer's where some steps gave it no gradient.</summary>
    public long Steps { get; set; }

    /// <summary>Shrinks the parameter apart from its gradient (arXiv 1711.05101).</summary>
    public void Shrink(double rate)
    {
        if (Decay > 0)
        {
            Parameter.TimesInPlace(1 - (rate * Decay));
        }
    }

    /// <summary>The gradient with the decay in it, as an L2 penalty has it.</summary>
    public Tensor Penalized(Tensor gradient) => Decay > 0 ? gradient.Plus(Parameter.Times(Decay)) : gradient;
}

/// <summary>How an optimizer makes an update of a gradient: constants alone, no state.</summary>
internal interface IUpdateRule
{
    /// <summary>Weight decay of the parameters that have any.</summary>
    double WeightDecay { get; }

    /// <summary>Names and shapes of what is remembered of a parameter of this shape.</summary>
    IEnumerable<(string Name, long[] Shape)> Memory(long[] shape);

    /// <summary>Updates a parameter in place, its step counted already.</summary>
    void Update(OptimizerSlot slot, Tensor gradient, double rate);
}

/// <summary>Parameters that train at one learning rate.</summary>
/// <param name="Part">The part of the model that they are, as the log of the training names it.</param>
/// <param name="Peak">Highest rate.</param>
/// <param name="Parameters">The tensors, each under the name that its state is saved under.</param>
internal sealed record ParameterGroup(
    string Part, double Peak, IReadOnlyList<(string Name, Parameter Value)> Parameters)
{
    /// <summary>Every parameter of a network.</summary>
    public static ParameterGroup Whole(IVisionLanguageNetwork network, double peak) =>
        new("model", peak, network.Parameters);
}
