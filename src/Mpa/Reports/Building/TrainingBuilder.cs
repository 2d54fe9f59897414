using Mpa.Leveling;

namespace Mpa.Reports.Building;

/// <summary>Sums the training log up.</summary>
internal static class TrainingBuilder
{
    private const int Points = 240;
    private const int EndShare = 20; // A twentieth of the steps tells the first and the last loss.

    /// <summary>Null when no step was done.</summary>
    public static TrainingSummary? Build(IReadOnlyList<TrainingStep> steps)
    {
        if (steps.Count == 0)
        {
            return null;
        }

        int end = Math.Max(1, steps.Count / EndShare);
        return new TrainingSummary(
            steps.Count,
            steps[^1].Steps,
            steps.Take(end).Average(step => step.Loss),
            steps.TakeLast(end).Average(step => step.Loss),
            steps.Sum(step => (long)step.Tokens),
            steps.Sum(step => step.Seconds),
            Curve(steps));
    }

    private static IReadOnlyList<LossPoint> Curve(IReadOnlyList<TrainingStep> steps)
    {
        int bucket = (steps.Count + Points - 1) / Points;
        return [.. steps.Chunk(bucket).Select(chunk => new LossPoint(chunk[^1].Step, chunk.Average(step => step.Loss)))];
    }
}
