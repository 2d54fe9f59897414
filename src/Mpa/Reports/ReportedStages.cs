using System.Text.Json.Serialization;
using Mpa.Costs;
using Mpa.Images;
using Mpa.Leveling;
using Mpa.Models;
using Mpa.Parity;
using Mpa.Runs;

namespace Mpa.Reports;

/// <summary>One narrowing of the data. <c>In = Out + sum(Dropped)</c>.</summary>
/// <param name="Name">What happens here.</param>
/// <param name="Unit">What is counted: "image files", "replies", "pairs".</param>
/// <param name="In">Came in.</param>
/// <param name="Out">Went on.</param>
/// <param name="Dropped">The others, by reason.</param>
/// <param name="Source">The file that is counted.</param>
public sealed record FunnelStep(
    string Name, string Unit, long In, long Out, IReadOnlyDictionary<string, long> Dropped, string Source);

/// <summary>
/// The paper's 2×2 table: does each model give the pseudo answer when it is asked the pseudo question?
/// </summary>
/// <param name="Kept">Teacher yes, student no: the knowledge gap.</param>
/// <param name="KnownToBoth">Both give it.</param>
/// <param name="MissedByBoth">Neither gives it.</param>
/// <param name="TeacherInconsistent">Only the student gives it.</param>
/// <param name="Unanswered">A model gave no answer, so the pair stands outside the table.</param>
public sealed record ParityTable(int Kept, int KnownToBoth, int MissedByBoth, int TeacherInconsistent, int Unanswered)
{
    /// <summary>Pairs inside the table.</summary>
    [JsonPropertyName("judged")]
    public int Decided => Kept + KnownToBoth + MissedByBoth + TeacherInconsistent + Disputed;

    /// <summary>Kept by the rule and given another answer by a second opinion.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Disputed { get; init; }

    /// <summary>Null without a pair.</summary>
    internal static ParityTable? Of(IReadOnlyDictionary<Verdict, long> counts)
    {
        return counts.Count == 0
            ? null
            : new ParityTable(
                Of(Verdict.Kept),
                Of(Verdict.KnownToBoth),
                Of(Verdict.MissedByBoth),
                Of(Verdict.TeacherInconsistent),
                Of(Verdict.Unanswered))
            {
                Disputed = Of(Verdict.Disputed),
            };

        int Of(Verdict verdict) => (int)counts.GetValueOrDefault(verdict);
    }

    /// <summary>Pairs of that verdict.</summary>
    internal int Count(Verdict verdict) => verdict switch
    {
        Verdict.Kept => Kept,
        Verdict.KnownToBoth => KnownToBoth,
        Verdict.MissedByBoth => MissedByBoth,
        Verdict.TeacherInconsistent => TeacherInconsistent,
        Verdict.Disputed => Disputed,
        _ => Unanswered,
    };

    /// <summary>The verdicts of a run: a second opinion's only where it disputed something.</summary>
    internal IEnumerable<Verdict> Verdicts() =>
        Enum.GetValues<Verdict>().Where(verdict => verdict != Verdict.Disputed || Disputed > 0);
}

/// <summary>The answers of both models to the pairs, by metric and by the judge that decided.</summary>
/// <param name="Judge">What people call it.</param>
/// <param name="Metric">The task's.</param>
/// <param name="Answers">Answers that both looked at.</param>
/// <param name="JudgeOnly">Right by the judge only.</param>
/// <param name="MetricOnly">Right by the metric only.</param>
internal sealed record JudgedPairs(string Judge, string Metric, long Answers, long JudgeOnly, long MetricOnly)
{
    /// <summary>In a sentence.</summary>
    [JsonIgnore]
    public string Told => $"{Judge} judged whether answers mean the same, in place of the metric {Metric}: of "
        + $"{Figures.Count(Answers)} answers, {Figures.Count(Answers - JudgeOnly - MetricOnly)} are the same by both, "
        + $"{Figures.Count(JudgeOnly)} right by the judge only, {Figures.Count(MetricOnly)} by the metric only.";
}

/// <summary>What became of the requests for one kind of question.</summary>
/// <param name="Kind">As the task names it.</param>
/// <param name="Requests">How many were made.</param>
/// <param name="Pairs">How many of them gave a pair.</param>
/// <param name="Table">The pairs by teacher and student; null before stage 3.</param>
internal sealed record KindPairs(string Kind, long Requests, long Pairs, ParityTable? Table);

/// <summary>A pair to look at, with everything that led to its verdict.</summary>
/// <param name="Pair">The row of 3-parity.jsonl.</param>
/// <param name="Image">Relative to the image root; null when the image's row is gone.</param>
/// <param name="RawReply">The teacher's annotation, unchanged; null when its row is gone.</param>
internal sealed record ExamplePair(ParityExample Pair, string? Image, string? RawReply)
{
    /// <summary>The images of an item of several; null for one image.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ImagePart>? Parts { get; init; }
}

/// <summary>How the training went.</summary>
/// <param name="Steps">Optimizer steps done.</param>
/// <param name="PlannedSteps">Steps in all.</param>
/// <param name="FirstLoss">Mean loss of the first twentieth of the steps, in nats a token.</param>
/// <param name="LastLoss">Mean loss of the last twentieth.</param>
/// <param name="Tokens">Tokens read.</param>
/// <param name="Seconds">Time of all steps.</param>
/// <param name="Curve">The loss over the steps, averaged to a few hundred points.</param>
internal sealed record TrainingSummary(
    int Steps,
    int PlannedSteps,
    double FirstLoss,
    double LastLoss,
    long Tokens,
    double Seconds,
    IReadOnlyList<LossPoint> Curve)
{
    /// <summary>The highest learning rate of each part that trained; null where all had one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, double>? Rates { get; init; }

    /// <summary>
    /// " Highest learning rates: 1E-05 (connector), 0.0002 (adapters).", or nothing where all had one.
    /// </summary>
    public string RatesText() => Rates is null
        ? ""
        : $" Highest learning rates: {string.Join(", ", Rates.Select(TrainingPlan.RateText))}.";
}

/// <summary>A point of the loss curve.</summary>
/// <param name="Step">The last step it averages.</param>
/// <param name="Loss">Mean loss, in nats a token.</param>
internal sealed record LossPoint(int Step, double Loss);

/// <summary>What a complete stage cost.</summary>
/// <param name="Stage">Which.</param>
/// <param name="Seconds">Time.</param>
/// <param name="PromptTokens">Tokens read by models.</param>
/// <param name="ReplyTokens">Tokens written by models.</param>
/// <param name="In">Items that came in.</param>
/// <param name="Out">Items that went on.</param>
/// <param name="Dropped">Items rejected or failed.</param>
public sealed record StageCost(
    Stage Stage, double Seconds, long PromptTokens, long ReplyTokens, long In, long Out, long Dropped)
{
    /// <summary>How many of the tokens written were thoughts; left out for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long ThoughtTokens { get; init; }
}

/// <summary>What a run spent on its served models.</summary>
/// <param name="Currency">Of the teacher's costs.</param>
/// <param name="Stages">By stage, in order.</param>
/// <param name="Reported">What the server called the models that answered.</param>
internal sealed record Spending(string Currency, IReadOnlyList<StageSpending> Stages, IReadOnlyList<string> Reported)
{
    /// <summary>Of all stages, a judge's left out.</summary>
    public double Cost => Stages.Where(stage => stage.Role == ModelRole.Teacher).Sum(stage => stage.Cost);

    /// <summary>"12.30 USD" for all that was asked, in each currency.</summary>
    [JsonIgnore]
    public string Text => Money.Sum(Stages.Select(stage => (stage.Cost, stage.Currency ?? Currency)));

    /// <summary>Whose servers were asked, as a heading.</summary>
    [JsonIgnore]
    public string Heading => Stages.Any(stage => stage.Role == ModelRole.Judge)
        ? "What the servers of teacher and judge were asked"
        : "What the teacher's server was asked";
}

/// <summary>What a stage spent on a served model, replies that were dropped since included.</summary>
/// <param name="Stage">Which.</param>
/// <param name="Replies">Of the server.</param>
/// <param name="PromptTokens">Tokens read.</param>
/// <param name="ReplyTokens">Tokens written.</param>
/// <param name="Cost">In the currency of <see cref="Spending"/>.</param>
internal sealed record StageSpending(Stage Stage, long Replies, long PromptTokens, long ReplyTokens, double Cost)
{
    /// <summary>Which model was asked; left out for the teacher.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ModelRole Role { get; init; }

    /// <summary>How many of the tokens written were thoughts; left out for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long ThoughtTokens { get; init; }

    /// <summary>Of the cost; null where it is the teacher's.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Currency { get; init; }

    /// <summary>The stage as people read it, and who was asked if it isn't the teacher.</summary>
    [JsonIgnore]
    public string Name => Role == ModelRole.Teacher ? Wording.Of(Stage) : $"{Wording.Of(Stage)} ({Role.Name()})";
}
