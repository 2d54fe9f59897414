using Mpa.Annotation;
using Mpa.Evaluation.Metrics;
using Mpa.Files;
using Mpa.Parity;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Comparisons.Building;

/// <summary>
/// Decides a run's pairs anew with every matcher at thresholds from loose to strict: a pure function of its answers.
/// </summary>
internal static class ThresholdSweep
{
    private static readonly double[] Thresholds = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

    /// <summary>Every matcher at every threshold; nothing for a run without answers.</summary>
    public static IReadOnlyList<ThresholdPoint> Of(RunFolder folder, Recipe recipe)
    {
        Dictionary<string, Answer> teacher = Answers(folder.TeacherAnswers);
        Dictionary<string, Answer> student = Answers(folder.StudentAnswers);
        (string Pseudo, string Teacher, string Student)[] pairs =
        [
            .. JsonLines.Read<PseudoAnnotation>(folder.Annotations)
                .Where(row => row.Cause is null && teacher.ContainsKey(row.Id) && student.ContainsKey(row.Id))
                .Select(row => (row.Answer!, teacher[row.Id].Text, student[row.Id].Text)),
        ];
        AnswerMetric own = recipe.Matcher;
        return pairs.Length == 0
            ? []
            : [
                .. AnswerMetrics.All.SelectMany(
                    matcher => Sweep(recipe.Task.Comparing(matcher.Name), pairs, own))
            ];
    }

    private static IEnumerable<ThresholdPoint> Sweep(
        AnswerMetric matcher, (string Pseudo, string Teacher, string Student)[] pairs, AnswerMetric own)
    {
        double Score(string answer, string pseudo) => matcher.Score(answer, [pseudo]);
        (double Teacher, double Student)[] scores =
            [.. pairs.Select(pair => (Score(pair.Teacher, pair.Pseudo), Score(pair.Student, pair.Pseudo)))];
        return Thresholds.Select(at => new ThresholdPoint(
            matcher.Name,
            at,
            scores.Count(score => score.Teacher >= at),
            scores.Count(score => score.Student < at),
            scores.Count(score => ParityRule.Decide(score.Teacher, score.Student, at) == Verdict.Kept),
            matcher.Name == own.Name && Math.Abs(at - own.MatchThreshold) < 0.05));
    }

    // The greedy answers that there are.
    private static Dictionary<string, Answer> Answers(string path) => JsonLines.Read<Answer>(path)
        .Where(answer => answer is { Sample: 0, Error: null })
        .ToDictionary(answer => answer.AnnotationId);
}
