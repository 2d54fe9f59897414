using System.Text.Json.Serialization;
using Mpa.Files;

namespace Mpa.Leveling;

/// <summary>
/// 4-training.jsonl: a row a step. A training that goes on from its saved state repeats the steps after it; the rows of
/// the repeated steps are replaced, so that each step stands there once.
/// </summary>
internal sealed class TrainingLog(string path) : IDisposable
{
    private const int EndShare = 20; // A twentieth of the steps tells the first and the last loss.
    private JsonLinesWriter<TrainingStep>? _writer;

    /// <summary>
    /// The mean loss of the first and of the last twentieth of the steps, as terminal and report tell them; zero
    /// without a step.
    /// </summary>
    public static (double First, double Last) Losses(IReadOnlyList<TrainingStep> steps)
    {
        int end = Math.Max(1, steps.Count / EndShare);
        return (Mean(steps.Take(end)), Mean(steps.TakeLast(end)));

        static double Mean(IEnumerable<TrainingStep> some) => some.Select(step => step.Loss).DefaultIfEmpty().Average();
    }

    public void Add(TrainingStep step)
    {
        if (_writer is null)
        {
            JsonLines.Replace(path, JsonLines.Read<TrainingStep>(path).Where(earlier => earlier.Step < step.Step));
            _writer = new JsonLinesWriter<TrainingStep>(path);
        }

        _writer.Append(step);
    }

    public void Dispose()
    {
        _writer?.Sync();
        _writer?.Dispose();
    }
}

/// <summary>One optimizer step (a row of 4-training.jsonl).</summary>
/// <param name="Step">Counted from 1.</param>
/// <param name="Steps">Steps in all.</param>
/// <param name="Loss">Mean negative log-likelihood of the answer tokens, in nats.</param>
/// <param name="GradientNorm">Before clipping.</param>
/// <param name="LearningRate">Used in this step; the largest where parts have rates of their own.</param>
/// <param name="Tokens">Tokens read in this step, image tokens included.</param>
/// <param name="Seconds">Time of this step.</param>
public sealed record TrainingStep(
    int Step,
    int Steps,
    double Loss,
    double GradientNorm,
    double LearningRate,
    int Tokens,
    double Seconds)
{
    /// <summary>
    /// The rate that each part trained at in this step, by <see cref="TrainedPart.Part"/>; null where all have one.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, double>? Rates { get; init; }
}
