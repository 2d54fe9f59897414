using Mpa.Torch.Layers;
using static TorchSharp.torch;

namespace Mpa.Torch.Training;

/// <summary>
/// Adafactor (arXiv 1804.04235) as torch.optim.Adafactor has it: another memory, another place of the small numbers,
/// and steps that are capped.
/// </summary>
/// <param name="WeightDecay">Decoupled decay.</param>
internal sealed record TorchAdafactorRule(double WeightDecay = 0.0) : IUpdateRule
{
    private const string Rows = "rows";
    private const string Columns = "columns";
    private const string Each = "second";

    /// <summary>Smallest mean of a row; its square the smallest moment. By default that of float32.</summary>
    public double Epsilon { get; init; } = Math.Pow(2, -23);

    /// <summary>Smallest size of a parameter that its rate is scaled by.</summary>
    public double SmallestScale { get; init; } = 1e-3;

    /// <summary>The share of the new gradient at step t is t to this power.</summary>
    public double DecayPower { get; init; } = -0.8;

    /// <summary>An update's root mean square at most.</summary>
    public double Clip { get; init; } = 1;

    /// <inheritdoc/>
    public IEnumerable<(string Name, long[] Shape)> Memory(long[] shape) => shape.Length < 2
        ? [(Each, shape)]
        : [(Rows, [.. shape[..^1], 1]), (Columns, [.. shape[..^2], 1, shape[^1]])];

    /// <inheritdoc/>
    public void Update(OptimizerSlot slot, Tensor gradient, double rate)
    {
        double scale = Math.Max(SmallestScale, slot.Parameter.RootMeanSquare());
        double step = scale * Math.Min(rate, 1 / Math.Sqrt(slot.Steps));
        slot.Shrink(rate);
        Tensor update = Estimate(slot, gradient.mul(gradient), Math.Pow(slot.Steps, DecayPower))
            .AtLeast(Epsilon * Epsilon)
            .rsqrt()
            .mul(gradient);
        slot.Parameter.PlusInPlace(update, -step / Math.Max(1, update.RootMeanSquare() / Clip));
    }

    /// <summary>Adds squared gradients to the memory and gives the moments, shaped like the parameter.</summary>
    private Tensor Estimate(OptimizerSlot slot, Tensor squares, double share)
    {
        if (slot.Memory.TryGetValue(Each, out Tensor? each))
        {
            return each.TimesInPlace(1 - share).PlusInPlace(squares, share);
        }

        Tensor rows = slot.Memory[Rows] // [..., rows, 1]
            .TimesInPlace(1 - share)
            .PlusInPlace(squares.mean([-1], keepdim: true), share);
        Tensor columns = slot.Memory[Columns] // [..., 1, columns]
            .TimesInPlace(1 - share)
            .PlusInPlace(squares.mean([-2], keepdim: true), share);
        Tensor mean = rows.mean([-2], keepdim: true).AtLeast(Epsilon); // [..., 1, 1]
        return rows.matmul(columns).div(mean); // [..., rows, columns]
    }
}
