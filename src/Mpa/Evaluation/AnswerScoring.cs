using Mpa.Evaluation.Metrics;

namespace Mpa.Evaluation;

/// <summary>Scores answers by the run's metric and by those asked for beside it. All of it follows from the answers, so another metric needs no request.</summary>
/// <param name="metric">The metric that decides.</param>
/// <param name="also">Names of further metrics.</param>
internal sealed class AnswerScoring(AnswerMetric metric, IReadOnlyList<string> also)
{
    private readonly AnswerMetric[] _also = [.. also.Select(AnswerMetrics.Named).Where(other => other != metric).Distinct()];

    /// <summary>Names and versions of the metrics, for keys.</summary>
    public IEnumerable<string> Versions => _also.Prepend(metric).Select(each => $"{each.Name} {each.Version}");

    /// <summary>The row with its scores; an unanswered question scores 0.</summary>
    public Score Score(Score row, TestQuestion question) => row with
    {
        Metric = metric.Name,
        Value = Value(metric, row, question),
        Also = _also.Length == 0 ? null : _also.ToDictionary(each => each.Name, each => Value(each, row, question)),
    };

    private static double Value(AnswerMetric by, Score row, TestQuestion question) => row.Error is null ? by.Score(row.Text, question.Answers) : 0;
}
