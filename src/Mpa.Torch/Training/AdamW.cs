using Mpa.Torch.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Mpa.Torch.Training;

/// <summary>Adam with decoupled weight decay (arXiv 1711.05101), its moments open to saving for an exact resume.</summary>
internal sealed class AdamW : IDisposable
{
    private readonly AdamWSettings _settings;
    private readonly Slot[] _slots;

    /// <summary>Decay applies to tensors of two or more dimensions, as transformers' trainer does it in the goldens.</summary>
    public AdamW(IEnumerable<TrainedTensor> parameters, AdamWSettings settings)
    {
        _settings = settings;
        _slots = [.. parameters.Select(p => new Slot(p.Name, p.Value, p.RateFactor, Moment(p.Value), Moment(p.Value)))];
    }

    /// <summary>Updates made so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Scales all gradients down so that their joint norm is at most <paramref name="maxNorm"/>; gives the norm before.</summary>
    public double ClipGradients(double maxNorm)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Tensor[] gradients = [.. _slots.Select(slot => slot.Parameter.grad).OfType<Tensor>()];
        double norm = stack([.. gradients.Select(gradient => gradient.norm())]).norm().Value();
        double scale = maxNorm / (norm + 1e-6);
        if (scale < 1)
        {
            Array.ForEach(gradients, gradient => gradient.TimesInPlace(scale));
        }

        return norm;
    }

    /// <summary>One update with the given learning rate, times each tensor's factor; gradients are cleared.</summary>
    public void Step(double learningRate)
    {
        using IDisposable noGradient = no_grad();
        Steps++;
        double firstCorrection = 1 - Math.Pow(_settings.Beta1, Steps);
        double secondCorrection = Math.Sqrt(1 - Math.Pow(_settings.Beta2, Steps));
        foreach (Slot slot in _slots)
        {
            using IDisposable scope = NewDisposeScope();
            if (slot.Parameter.grad is { } gradient)
            {
                Update(slot, gradient, learningRate * slot.RateFactor, firstCorrection, secondCorrection);
                gradient.zero_();
            }
        }
    }

    /// <summary>The moments by name, and the step count, for a resume.</summary>
    public Dictionary<string, Tensor> State() => _slots
        .SelectMany(slot => new[] { ($"first.{slot.Name}", slot.First), ($"second.{slot.Name}", slot.Second) })
        .ToDictionary(pair => pair.Item1, pair => pair.Item2);

    /// <summary>Tells how many updates the loaded moments have seen.</summary>
    public void Resume(long steps) => Steps = steps;

    public void Dispose()
    {
        foreach (Slot slot in _slots)
        {
            slot.First.Dispose();
            slot.Second.Dispose();
        }
    }

    private static Tensor Moment(Parameter parameter) => zeros_like(parameter).detach().DetachFromDisposeScope();

    private void Update(Slot slot, Tensor gradient, double learningRate, double firstCorrection, double secondCorrection)
    {
        if (slot.Parameter.dim() >= 2 && _settings.WeightDecay > 0)
        {
            slot.Parameter.TimesInPlace(1 - (learningRate * _settings.WeightDecay));
        }

        slot.First.TimesInPlace(_settings.Beta1).PlusInPlace(gradient, 1 - _settings.Beta1);
        slot.Second.TimesInPlace(_settings.Beta2).PlusProductInPlace(gradient, gradient, 1 - _settings.Beta2);
        Tensor divisor = slot.Second.sqrt().TimesInPlace(1 / secondCorrection).PlusInPlace(_settings.Epsilon);
        slot.Parameter.PlusQuotientInPlace(slot.First, divisor, -learningRate / firstCorrection);
    }

    private sealed record Slot(string Name, Parameter Parameter, double RateFactor, Tensor First, Tensor Second);
}
