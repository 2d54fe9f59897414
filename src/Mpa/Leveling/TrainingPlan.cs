namespace Mpa.Leveling;

/// <summary>
/// What of a student trains, each part at its own peak rate, and for how long: told by the options alone, before any
/// model is loaded. The trainer and the estimates of time and memory follow the same plan. Parts and rates are as the
/// paper's trainer has them (github 2U1/Qwen2-VL-Finetune).
/// </summary>
/// <param name="level">The stage's options.</param>
public sealed class TrainingPlan(LevelOptions level)
{
    /// <summary>Name of the part that turns pixels into features.</summary>
    public const string VisionTowerPart = "vision tower";

    /// <summary>Name of the part that maps features to the language model's width.</summary>
    public const string ConnectorPart = "connector";

    /// <summary>Name of the decoder with its embedding table and its head.</summary>
    public const string LanguageModelPart = "language model";

    /// <summary>Name of the low-rank updates of the language model's layers.</summary>
    public const string AdaptersPart = "adapters";

    /// <summary>Whether the language model trains by adapters and is frozen itself.</summary>
    public bool Adapted { get; } = level.Method == "lora";

    /// <summary>Peak rate of the vision tower; 0 where it is frozen, as in all that follow.</summary>
    public double VisionTower => level.VisionRate ?? (Adapted ? 0 : level.LearningRate);

    /// <summary>Peak rate of the connector.</summary>
    public double Connector => level.ConnectorRate ?? VisionTower;

    /// <summary>Peak rate of the language model's own weights.</summary>
    public double LanguageModel => Adapted ? 0 : level.LanguageRate ?? level.LearningRate;

    /// <summary>Peak rate of the adapters; 0 without them too.</summary>
    public double Adapters => Adapted ? level.LanguageRate ?? level.LearningRate : 0;

    /// <summary>The parts that train, each with its peak rate.</summary>
    public IReadOnlyList<(string Part, double Peak)> Trained =>
    [
        .. new[] { VisionTowerPart, ConnectorPart, LanguageModelPart, AdaptersPart }
            .Select(part => (Part: part, Peak: PeakOf(part)))
            .Where(trained => trained.Peak > 0),
    ];

    /// <summary>Peak rate of a part by its name.</summary>
    public double PeakOf(string part) => part switch
    {
        VisionTowerPart => VisionTower,
        ConnectorPart => Connector,
        LanguageModelPart => LanguageModel,
        AdaptersPart => Adapters,
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, "no part of a student"),
    };

    /// <summary>Optimizer steps that so many examples are trained for.</summary>
    public long Steps(long examples) => level.Steps > 0
        ? level.Steps
        : Math.Max(1, (long)Math.Ceiling(examples * level.Epochs / ((double)level.BatchSize * level.Accumulation)));

    /// <summary>Examples that all steps read together, each as often as it is read.</summary>
    public double ExamplesRead(long examples) => level.Steps > 0
        ? (double)level.Steps * level.BatchSize * level.Accumulation
        : examples * level.Epochs;

    /// <summary>
    /// "learning rate 0.0002", or "learning rates 1E-05 (connector), 0.0002 (adapters)" where parts differ.
    /// </summary>
    public string RatesText()
    {
        IReadOnlyList<(string Part, double Peak)> trained = Trained;
        double[] peaks = [.. trained.Select(part => part.Peak).Distinct()];
        return peaks.Length <= 1
            ? FormattableString.Invariant($"learning rate {peaks.FirstOrDefault()}")
            : "learning rates "
                + string.Join(", ", trained.Select(part => RateText(KeyValuePair.Create(part.Part, part.Peak))));
    }

    /// <summary>"1E-05 (connector)".</summary>
    internal static string RateText(KeyValuePair<string, double> rate) =>
        FormattableString.Invariant($"{rate.Value} ({rate.Key})");
}

/// <summary>What training does with a part of the student.</summary>
/// <param name="Part">One of the names in <see cref="TrainingPlan"/>, such as "vision tower" or "adapters".</param>
/// <param name="Parameters">Numbers in the part.</param>
/// <param name="Rate">Peak learning rate; 0 where the part is frozen.</param>
public sealed record TrainedPart(string Part, long Parameters, double Rate)
{
    /// <summary>The parts as lines of a table for people.</summary>
    public static IReadOnlyList<string> Table(IReadOnlyList<TrainedPart> parts)
    {
        int width = parts.Max(part => part.Part.Length);
        string[] counts = [.. parts.Select(part => FormattableString.Invariant($"{part.Parameters:N0}"))];
        int digits = counts.Max(count => count.Length);
        return
        [
            .. parts.Zip(
                counts,
                (part, count) => $"{part.Part.PadRight(width)}  {count.PadLeft(digits)}  {Rated(part)}"),
        ];
    }

    private static string Rated(TrainedPart part) =>
        part.Rate > 0 ? FormattableString.Invariant($"rate {part.Rate}") : "frozen";
}
