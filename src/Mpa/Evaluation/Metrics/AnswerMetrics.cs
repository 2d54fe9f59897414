namespace Mpa.Evaluation.Metrics;

/// <summary>The metrics a task or a recipe can name.</summary>
public static class AnswerMetrics
{
    /// <summary>All of them, in the order in which help lists them.</summary>
    public static IReadOnlyList<AnswerMetric> All { get; } =
    [
        new("exact", ExactMatch.Score, 1),
        new("relaxed", RelaxedAccuracy.Score, 1, Version: 2),
        new("vqa", VqaAccuracy.Score, 0.5, Version: 2),
        new("anls", Anls.Score, Anls.Cut, Version: 2),
        new("anls-normalised", (prediction, answers) => Anls.Score(prediction, answers, AnlsLength.Normalized), Anls.Cut, Version: 2),
        new("contains", Containment.Score, 1, Version: 2),
        new("f1", TokenF1.Score, 0.5),
    ];

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(metric => metric.Name)];

    /// <summary>The metric of that name, in any case; throws <see cref="MpaException"/> with the nearest name when there is none.</summary>
    public static AnswerMetric Named(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return All.FirstOrDefault(metric => metric.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? throw Unknown(name);
    }

    private static MpaException Unknown(string name)
    {
        string nearest = All.MinBy(metric => EditDistance.Between(metric.Name, name.ToLowerInvariant()))!.Name;
        return new MpaException($"unknown metric \"{name}\": did you mean \"{nearest}\"? Known: {string.Join(", ", Names)}");
    }
}
