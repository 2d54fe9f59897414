namespace Mpa.Torch.Training;

/// <summary>
/// A factor of learning rates over the steps, by default one that rises in a line from 0 to 1 over the warm-up and
/// falls to 0 along a cosine. The peaks belong to the groups of parameters. Kinds and formulas are those of
/// transformers 5 (transformers/optimization.py), by the names of its lr_scheduler_type.
/// </summary>
/// <param name="WarmUpSteps">Steps of the rise.</param>
/// <param name="Steps">Steps in all.</param>
internal sealed record Schedule(long WarmUpSteps, long Steps)
{
    private const string StableDecay = "warmup_stable_decay";
    private const string CosineAboveZero = "cosine_warmup_with_min_lr";

    /// <summary>A name of lr_scheduler_type.</summary>
    public string Kind { get; init; } = "cosine";

    /// <summary>Waves of the cosine, half ones where it falls once; null: the kind's own.</summary>
    public double? Cycles { get; init; }

    /// <summary>Lowest share of the peak.</summary>
    public double Floor { get; init; }

    /// <summary>Share of the peak at the first step of a warm-up that doesn't begin at 0.</summary>
    public double? WarmUpFloor { get; init; }

    /// <summary>Rate at which a polynomial ends.</summary>
    public double End { get; init; } = 1e-7;

    /// <summary>Of the polynomial.</summary>
    public double Power { get; init; } = 1;

    /// <summary>Steps after which an inverse root has fallen to 1/√2; null: as many as the warm-up has.</summary>
    public double? TimeScale { get; init; }

    /// <summary>Steps of the fall after a stable rate.</summary>
    public long DecaySteps { get; init; }

    /// <summary>Steps of the stable rate; null: what warm-up and fall leave.</summary>
    public long? StableSteps { get; init; }

    /// <summary>How the rate falls after a stable one: linear, cosine or 1-sqrt.</summary>
    public string DecayForm { get; init; } = "cosine";

    /// <summary>How it rises before a stable one, likewise.</summary>
    public string WarmUpForm { get; init; } = "linear";

    /// <summary>
    /// The rate of a group at a step: its peak times the factor. The peak comes first, before the warm-up's division,
    /// so that the result is rounded as in a schedule that knows its peak: to the bit what earlier versions trained
    /// with.
    /// </summary>
    /// <param name="peak">The group's highest rate.</param>
    /// <param name="step">Counted from 0.</param>
    public double Rate(double peak, long step) => Kind switch
    {
        "constant" => peak,
        StableDecay => peak * Stable(step),
        CosineAboveZero when step < WarmUpSteps => peak * RaisedWarmUp(step),
        _ when step < WarmUpSteps => peak * step / WarmUpSteps,
        _ => peak * Math.Max(0, After(peak, step)),
    };

    /// <summary>The factor of a step counted from 0. With a warm-up that of the first step is 0.</summary>
    public double Factor(long step) => Rate(1, step);

    private double After(double peak, long step) => Kind switch
    {
        "cosine" => Cosine(Progress(step)),
        "cosine_with_min_lr" => Floored(Cosine(Progress(step))),
        CosineAboveZero => Floored(Cosine(Progress(step + 1))),
        "cosine_with_restarts" => Restarting(Progress(step)),
        "linear" => Left(step),
        "constant_with_warmup" => 1,
        "polynomial" => Polynomial(peak, step),
        "inverse_sqrt" => InverseRoot(step),
        _ => throw new MpaException($"There is no learning rate schedule \"{Kind}\"."),
    };

    private double Progress(long step) => (double)(step - WarmUpSteps) / Math.Max(1, Steps - WarmUpSteps);

    private double Left(long step) => (double)(Steps - step) / Math.Max(1, Steps - WarmUpSteps);

    private double Cosine(double progress) => 0.5 * (1 + Math.Cos(Math.PI * (2 * (Cycles ?? 0.5)) * progress));

    private double Restarting(double progress) =>
        progress >= 1 ? 0 : 0.5 * (1 + Math.Cos(Math.PI * ((Cycles ?? 1) * progress % 1)));

    private double Floored(double factor) => (factor * (1 - Floor)) + Floor;

    private double Polynomial(double peak, long step)
    {
        double left = 1 - Progress(step);
        return step > Steps ? End / peak : (((peak - End) * Math.Pow(left, Power)) + End) / peak;
    }

    private double InverseRoot(long step)
    {
        double scale = TimeScale ?? (WarmUpSteps > 0 ? WarmUpSteps : 10_000);
        return 1 / Math.Sqrt((step + scale - WarmUpSteps) / scale);
    }

    private double RaisedWarmUp(long step) => WarmUpFloor is { } floor
        ? floor + ((1 - floor) * step / Math.Max(1, WarmUpSteps - 1))
        : (step + 1.0) / Math.Max(1, WarmUpSteps);

    private double Stable(long step)
    {
        long stable = StableSteps ?? (Steps - WarmUpSteps - DecaySteps);
        long falling = step - WarmUpSteps - stable;
        return true switch
        {
            _ when step < WarmUpSteps => Math.Max(0, Floored(Rising((double)step / Math.Max(1, WarmUpSteps)))),
            _ when falling < 0 => 1,
            _ when falling < DecaySteps => Math.Max(0, Floored(Falling((double)falling / Math.Max(1, DecaySteps)))),
            _ => Floor,
        };
    }

    private double Rising(double progress) => WarmUpForm switch
    {
        "linear" => progress,
        "cosine" => 0.5 * (1 - Math.Cos(Math.PI * progress)),
        _ => 1 - Math.Sqrt(1 - progress),
    };

    private double Falling(double progress) => DecayForm switch
    {
        "linear" => 1 - progress,
        "cosine" => Cosine(progress),
        _ => 1 - Math.Sqrt(progress),
    };
}
