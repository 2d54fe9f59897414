using Mpa.Torch.Layers;
using static TorchSharp.torch;

namespace Mpa.Torch.Training;

/// <summary>
/// Adam's second moment of a matrix kept as its rows' and columns' means (arXiv 1804.04235), as transformers 5 has it
/// (transformers/optimization.py, Adafactor).
/// </summary>
/// <param name="WeightDecay">Decoupled decay.</param>
internal sealed record AdafactorRule(double WeightDecay = 0.0) : IUpdateRule
{
    /// <summary>Added to squared gradients.</summary>
    public double Epsilon { get; init; } = 1e-30;

    /// <summary>Smallest size of a parameter that its rate is scaled by.</summary>
    public double SmallestScale { get; init; } = 1e-3;

    /// <summary>An update's root mean square at most.</summary>
    public double Clip { get; init; } = 1;

    /// <summary>The memory at step t is 1 - t to this power.</summary>
    public double DecayPower { get; init; } = -0.8;

    /// <summary>Memory of updates; null keeps none.</summary>
    public double? Beta1 { get; init; }

    /// <summary>The rate is multiplied by the parameter's root mean square.</summary>
    public bool ScalesByParameter { get; init; }

    /// <summary>The rate is the rule's own, falling with the steps; the schedule's is not used.</summary>
    public bool OwnRate { get; init; }

    /// <summary>The rule's own rate rises from near 0.</summary>
    public bool WarmsUp { get; init; }

    /// <inheritdoc/>
    public IEnumerable<(string Name, long[] Shape)> Memory(long[] shape) =>
        Beta1 is null ? Moments.Memory(shape) : [.. Moments.Memory(shape), ("first", shape)];

    /// <inheritdoc/>
    public void Update(OptimizerSlot slot, Tensor gradient, double rate)
    {
        rate = RateOf(slot, rate);
        double memory = 1 - Math.Pow(slot.Steps, DecayPower);
        Moments.Add(slot, gradient.mul(gradient).PlusInPlace(Epsilon), memory);
        Tensor update = gradient.mul(Moments.InverseRoot(slot));
        update.TimesInPlace(rate / Math.Max(1, update.RootMeanSquare() / Clip));
        if (Beta1 is { } beta)
        {
            update = slot.Memory["first"].TimesInPlace(beta).PlusInPlace(update, 1 - beta);
        }

        slot.Shrink(rate);
        slot.Parameter.PlusInPlace(update, -1);
    }

    private double RateOf(OptimizerSlot slot, double rate)
    {
        double own = Math.Min(WarmsUp ? 1e-6 * slot.Steps : 1e-2, 1 / Math.Sqrt(slot.Steps));
        double scale = ScalesByParameter ? Math.Max(SmallestScale, slot.Parameter.RootMeanSquare()) : 1;
        return (OwnRate ? own : rate) * scale;
    }

    /// <summary>Means of squared gradients: of rows and columns of what has them, else of each number.</summary>
    private static class Moments
    {
        private const string Rows = "rows";
        private const string Columns = "columns";
        private const string Each = "second";

        public static IEnumerable<(string Name, long[] Shape)> Memory(long[] shape) => shape.Length < 2
            ? [(Each, shape)]
            : [(Rows, shape[..^1]), (Columns, [.. shape[..^2], shape[^1]])];

        public static void Add(OptimizerSlot slot, Tensor squares, double memory)
        {
            if (slot.Memory.TryGetValue(Each, out Tensor? each))
            {
                each.TimesInPlace(memory).PlusInPlace(squares, 1 - memory);
                return;
            }

            slot.Memory[Rows].TimesInPlace(memory).PlusInPlace(squares.mean([-1]), 1 - memory);
            slot.Memory[Columns].TimesInPlace(memory).PlusInPlace(squares.mean([-2]), 1 - memory);
        }

        /// <summary>What a gradient is multiplied by: shaped like the parameter.</summary>
        public static Tensor InverseRoot(OptimizerSlot slot)
        {
            if (slot.Memory.TryGetValue(Each, out Tensor? each))
            {
                return each.rsqrt();
            }

            Tensor rows = slot.Memory[Rows]; // [..., rows]
            Tensor share = rows.div(rows.mean([-1], keepdim: true)).rsqrt().unsqueeze(-1); // [..., rows, 1]
            return share.mul(slot.Memory[Columns].rsqrt().unsqueeze(-2)); // [..., rows, columns]
        }
    }
}
