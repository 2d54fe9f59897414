using System.Text.Json.Serialization;
using Mpa.Recipes;

namespace Mpa.Leveling;

/// <summary>How the student is leveled (stage 4).</summary>
public sealed record LevelOptions
{
    /// <summary>The <see cref="SaveMinutes"/> of who states none.</summary>
    public const double UsualSaveMinutes = 5;

    /// <summary>"lora" trains adapters on the language model; "full" trains every weight.</summary>
    [OneOf("lora", "full")]
    public string Method { get; init; } = "lora";

    /// <summary>Rank of the adapters.</summary>
    [Between(1, 4096)]
    public int Rank { get; init; } = 16;

    /// <summary>Scale of the adapters: the update is multiplied by Alpha / Rank.</summary>
    [Between(0.001, 100_000)]
    public double Alpha { get; init; } = 32;

    /// <summary>Multiplies by Alpha / √Rank in place of Alpha / Rank (rsLoRA).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool RootScale { get; init; }

    /// <summary>Adapters train the lengths of the weights' rows apart from their directions (DoRA).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Dora { get; init; }

    /// <summary>Share of what goes into an adapter that is dropped while it trains.</summary>
    [Between(0, 0.95)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double Dropout { get; init; }

    /// <summary>
    /// Ranks of their own, each as "END=RANK": END is the end of a module's path or a regular expression for it. The
    /// first that fits counts.
    /// </summary>
    [AnyValue("names of the student's own modules; the trainer knows them")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Ranks { get; init; }

    /// <summary>Alphas of their own, each as "END=ALPHA", likewise.</summary>
    [AnyValue("names of the student's own modules; the trainer knows them")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Alphas { get; init; }

    /// <summary>
    /// Names of the layers that get adapters, as the last part of the module's path, in vision tower and connector too;
    /// or one regular expression for whole paths, or all-linear for every linear layer but the head. Empty means all
    /// linear layers of the language model.
    /// </summary>
    [AnyValue("names of the student's own modules; the trainer knows them")]
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>Passes over the training set.</summary>
    [Between(0.001, 1000)]
    public double Epochs { get; init; } = 2;

    /// <summary>
    /// Optimizer steps in place of epochs, so that training sets of unequal size cost the same; 0 goes by epochs.
    /// </summary>
    [AtLeast(0)]
    public int Steps { get; init; }

    /// <summary>Seed of the order of examples and of the adapters; null takes the run's.</summary>
    [AnyValue("every whole number is a seed")]
    public int? Seed { get; init; }

    /// <summary>Examples in one forward pass.</summary>
    [Between(1, 1024)]
    public int BatchSize { get; init; } = 8;

    /// <summary>Forward passes in one optimizer step; each counts by its answer tokens.</summary>
    [Between(1, 4096)]
    public int Accumulation { get; init; } = 1;

    /// <summary>
    /// What makes updates of gradients: adamw, lion (which wants a third to a tenth of adamw's rate), sgd with momentum
    /// 0.9, or adafactor, which takes the least memory. Without it: adamw.
    /// </summary>
    [OneOf("adamw", "lion", "sgd", "adafactor")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Optimizer { get; init; }

    /// <summary>
    /// How the rate goes after the warm-up: to 0 along a cosine or in a line, not at all, or down as one over the root
    /// of the step. Without it: cosine.
    /// </summary>
    [OneOf("cosine", "linear", "constant", "inverse_sqrt")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Schedule { get; init; }

    /// <summary>
    /// Minutes between two saved states of the training, from which it goes on when it was killed; one that is stopped
    /// saves its state at once. Without it: 5.
    /// </summary>
    [Between(0.01, 10_000)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? SaveMinutes { get; init; }

    /// <summary>Peak learning rate.</summary>
    [Between(1e-9, 1)]
    public double LearningRate { get; init; } = 2e-4;

    /// <summary>
    /// Peak learning rate of the vision tower; 0 freezes it. Without it: learningRate with method full, frozen with
    /// lora.
    /// </summary>
    [Between(0, 1)]
    public double? VisionRate { get; init; }

    /// <summary>
    /// Peak learning rate of the connector (merger) between tower and language model; 0 freezes it. Without it: as the
    /// vision tower's.
    /// </summary>
    [Between(0, 1)]
    public double? ConnectorRate { get; init; }

    /// <summary>
    /// Peak learning rate of the language model, or of its adapters; 0 freezes it. Without it: learningRate.
    /// </summary>
    [Between(0, 1)]
    public double? LanguageRate { get; init; }

    /// <summary>Share of the steps over which the rate rises from 0.</summary>
    [Between(0, 1)]
    public double WarmUp { get; init; } = 0.03;

    /// <summary>
    /// Weight decay on tensors of two or more dimensions, apart from the gradient but for sgd.
    /// </summary>
    [Between(0, 1)]
    public double WeightDecay { get; init; } = 0.0;

    /// <summary>Gradients are scaled down to this norm.</summary>
    [Between(1e-6, 1e6)]
    public double ClipNorm { get; init; } = 1.0;

    /// <summary>
    /// Pairs known to both models to train on again, as a share of the kept pairs; 0 is the paper's method.
    /// </summary>
    [Between(0, 100)]
    public double Replay { get; init; } = 0.0;

    /// <summary>
    /// Questions of selected pairs put to another image than their own, to be answered with <c>negativeAnswer</c>, as a
    /// share of the selected pairs. For questions that only their own image answers; 0 makes none.
    /// </summary>
    [Between(0, 10)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double Negatives { get; init; }

    /// <summary>What such a question is to be answered with; without it, unanswerable.</summary>
    [AnyValue("words of the user's own")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? NegativeAnswer { get; init; }

    /// <summary>
    /// Which pairs the student is trained on. "parity" is the method; the others are what it is compared with
    /// (docs/guide/ablations.md).
    /// </summary>
    [OneOf(typeof(SelectionRules), nameof(SelectionRules.Names))]
    public string Select { get; init; } = SelectionRules.Parity;

    /// <summary>
    /// Labels of people about the same images, a JSONL file; read by the rule "human" and by nothing else.
    /// </summary>
    [ReadPath]
    public string? Labels { get; init; }
}
