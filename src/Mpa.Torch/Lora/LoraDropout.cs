using Mpa.Torch.Layers;
using static TorchSharp.torch;

namespace Mpa.Torch.Lora;

/// <summary>
/// Dropout before low-rank updates while they train. What is dropped is a function of seed and step alone, so that a
/// training that goes on from a saved state drops the same.
/// </summary>
/// <param name="share">Of the numbers that become 0.</param>
/// <param name="seed">Of the training.</param>
internal sealed class LoraDropout(double share, long seed) : IDisposable
{
    private const int StepBits = 32;

    private readonly Generator _generator = new((ulong)seed, CPU);

    /// <summary>Share of the numbers that become 0.</summary>
    public double Share => share;

    /// <summary>Begins a step, counted from 0.</summary>
    public void Begin(long step) => _generator.manual_seed((seed << StepBits) ^ step);

    /// <summary>x: any shape → the same; nothing is dropped where no gradient is asked for.</summary>
    public Tensor Apply(Tensor x)
    {
        if (!is_grad_enabled())
        {
            return x;
        }

        using IDisposable noGradient = no_grad();
        Tensor kept = rand(x.shape, generator: _generator).IsAtLeast(share); // as x
        Tensor factors = kept.to_type(x.dtype).TimesInPlace(1 / (1 - share)); // as x
        using IDisposable gradient = enable_grad();
        return x.mul(factors);
    }

    /// <inheritdoc/>
    public void Dispose() => _generator.Dispose();
}
