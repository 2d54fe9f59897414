using Mpa.Torch.Families;
using Mpa.Torch.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Mpa.Torch.Training;

/// <summary>
/// Adam with decoupled weight decay (arXiv 1711.05101), its moments open to saving for an exact resume. Parameters come
/// in groups, each with a learning rate of its own.
/// </summary>
internal sealed class AdamW : IDisposable
{
    private readonly AdamWSettings _settings;
    private readonly Slot[][] _groups;

    /// <summary>
    /// Decay applies to tensors of two or more dimensions, as transformers' trainer does it in the goldens.
    /// </summary>
    public AdamW(IReadOnlyList<ParameterGroup> groups, AdamWSettings settings)
    {
        _settings = settings;

        // Where there is no room for all of them, none is left behind.
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        _groups = [.. groups.Select(group => group.Parameters.Select(NewSlot).ToArray())];
        foreach (Slot slot in Slots)
        {
            slot.First.DetachFromDisposeScope();
            slot.Second.DetachFromDisposeScope();
        }
    }

    /// <summary>Updates made so far.</summary>
    public long Steps { get; private set; }

    private IEnumerable<Slot> Slots => _groups.SelectMany(group => group);

    /// <summary>Divides all gradients by a number; 1 leaves them to the bit.</summary>
    public void DivideGradients(int by)
    {
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

    /// <summary>One update; gradients are cleared.</summary>
    /// <param name="rates">The learning rate of each group, in the groups' order.</param>
    public void Step(IReadOnlyList<double> rates)
    {
        using IDisposable noGradient = no_grad();
        Steps++;
        double firstCorrection = 1 - Math.Pow(_settings.Beta1, Steps);
        double secondCorrection = Math.Sqrt(1 - Math.Pow(_settings.Beta2, Steps));
        foreach ((Slot[] group, double rate) in _groups.Zip(rates))
        {
            foreach (Slot slot in group)
            {
                using IDisposable scope = NewDisposeScope();
                if (slot.Parameter.grad is { } gradient)
                {
                    Update(slot, gradient, rate, firstCorrection, secondCorrection);
                    gradient.zero_();
                }
            }
        }
    }

    /// <summary>The moments by name, for a resume. They stay the optimizer's own.</summary>
    public Dictionary<string, Tensor> State() => Slots
        .SelectMany(slot => new[] { ($"first.{slot.Name}", slot.First), ($"second.{slot.Name}", slot.Second) })
        .ToDictionary(pair => pair.Item1, pair => pair.Item2);

    /// <summary>Tells how many updates the loaded moments have seen.</summary>
    public void Resume(long steps) => Steps = steps;

    /// <summary>Lets the moments go; the parameters are the model's.</summary>
    public void Dispose()
    {
        foreach (Slot slot in Slots)
        {
            slot.First.Dispose();
            slot.Second.Dispose();
        }
    }

    private static Slot NewSlot((string Name, Parameter Value) parameter) =>
        new(parameter.Name, parameter.Value, zeros_like(parameter.Value), zeros_like(parameter.Value));

    private void Update(Slot slot, Tensor gradient, double rate, double firstCorrection, double secondCorrection)
    {
        if (slot.Parameter.dim() >= 2 && _settings.WeightDecay > 0)
        {
            slot.Parameter.TimesInPlace(1 - (rate * _settings.WeightDecay));
        }

        slot.First.TimesInPlace(_settings.Beta1).PlusInPlace(gradient, 1 - _settings.Beta1);
        slot.Second.TimesInPlace(_settings.Beta2).PlusProductInPlace(gradient, gradient, 1 - _settings.Beta2);
        Tensor divisor = slot.Second.sqrt().TimesInPlace(1 / secondCorrection).PlusInPlace(_settings.Epsilon);
        slot.Parameter.PlusQuotientInPlace(slot.First, divisor, -rate / firstCorrection);
    }

    private sealed record Slot(string Name, Parameter Parameter, Tensor First, Tensor Second);
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
