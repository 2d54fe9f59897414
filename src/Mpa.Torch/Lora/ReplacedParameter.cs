using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Mpa.Torch.Lora;

/// <summary>
/// A parameter of the model that an adapter brings its own values for: a trained bias, or part of a module that is
/// saved whole.
/// </summary>
/// <param name="name">In the adapter's file.</param>
/// <param name="target">The model's parameter: while the adapter is attached it holds the adapter's values.</param>
/// <param name="values">The adapter's; the model's while the adapter is attached.</param>
internal sealed class ReplacedParameter(string name, Parameter target, Tensor values) : IDisposable
{
    private Tensor _waiting = values;

    /// <summary>Name in the adapter's file.</summary>
    public string Name => name;

    /// <summary>The model's parameter.</summary>
    public Parameter Target => target;

    /// <summary>Exchanges the two values; no number is copied.</summary>
    public void Swap()
    {
        using IDisposable noGradient = no_grad();
        Tensor held = target.detach().DetachFromDisposeScope();
        target.set_(_waiting);
        _waiting.Dispose();
        _waiting = held;
    }

    /// <summary>A copy of the values that don't stand in the model now.</summary>
    public Tensor CopyOfWaiting() => _waiting.clone();

    /// <inheritdoc/>
    public void Dispose() => _waiting.Dispose();
}
