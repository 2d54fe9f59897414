using Mpa.Annotation;
using Mpa.Evaluation.Metrics;
using Mpa.Reports.Quality;
using Mpa.Tasks;

namespace Mpa.Reports.Building;

/// <summary>Looks at a run's readable pseudo pairs.</summary>
internal static class QualityBuilder
{
    /// <summary>Null when there is no readable pair.</summary>
    public static DataQuality? Build(RunRows rows)
    {
        Dictionary<string, string> images = rows.Images.GroupBy(image => image.Id).ToDictionary(group => group.Key, group => group.First().Path);
        QuotedPair[] pairs =
        [
            .. rows.Annotations.Where(row => row is { Question: not null, Answer: not null })
                .Select((PseudoAnnotation row) => new QuotedPair(row.Question!, row.Answer!, images.GetValueOrDefault(row.ImageId, row.ImageId))),
        ];
        return DataQuality.Of(pairs, metric => metric.Name == Matcher(rows) && rows.Recipe.Identify.Threshold is { } own ? own : metric.MatchThreshold);
    }

    /// <summary>Name of the run's matcher.</summary>
    public static string Matcher(RunRows rows) => AnswerMetrics.Named(rows.Recipe.Identify.Matcher ?? VqaTask.Named(rows.Recipe.Task).Matcher).Name;
}
