using System.Globalization;
using Mpa.Asking;
using Mpa.Evaluation.Judging;
using Mpa.Evaluation.Metrics;
using Mpa.Files;
using Mpa.Models;
using Mpa.Parity;
using Mpa.Reports;
using Mpa.Runs;

namespace Mpa.Annotation;

/// <summary>The models' answers to the questions of a trial, and what the parity rule makes of them.</summary>
internal sealed class TrialAnswers
{
    private readonly AnswerMetric _metric;
    private readonly List<(ModelRole Who, Dictionary<string, Answer> Answers)> _asked = [];

    private PairJudge? _judge;

    private TrialAnswers(RunSession run) => _metric = run.Recipe.Matcher;

    /// <summary>Asks each model every question, greedily, as identify would.</summary>
    public static async Task<TrialAnswers> AskAsync(
        RunSession run, IReadOnlyList<ModelRole> who, CancellationToken cancellation)
    {
        TrialAnswers answers = new(run);
        IReadOnlyList<AskedPair> pairs = ParityIdentifier.PairsOf(run);
        foreach (ModelRole role in who.Where(_ => pairs.Count > 0))
        {
            Inquiry<Answer> inquiry = ParityIdentifier.Inquire(run, role, pairs, _ => true);
            await new AskedRows<Answer>(run, inquiry).CompleteAsync(Stage.Identify, _ => { }, cancellation);
            answers._asked.Add((role, JsonLines.Read<Answer>(inquiry.File(run.Folder))
                .Where(answer => answer.Sample == 0)
                .ToDictionary(answer => answer.AnnotationId)));
        }

        if (answers._asked.Count > 0 && run.Task.Matcher?.Judge is { } judge)
        {
            await AnswerJudge.RunAsync(run, Stage.Identify, PairJudge.Inquire(run, judge), cancellation);
            answers._judge = PairJudge.Read(run);
        }

        return answers;
    }

    /// <summary>The pair with what was said to its question, and the verdict.</summary>
    public TriedPair Judge(PseudoAnnotation row, TriedPair pair)
    {
        if (row.Cause is not null || _asked.Count == 0)
        {
            return pair;
        }

        PairMatcher matcher = new(row, _metric, _judge);
        (ModelRole Who, Answer Said, double? Score)[] said =
            [.. _asked.Select(one => (one.Who, one.Answers[row.Id], matcher.Score(one.Answers[row.Id])))];
        return pair with
        {
            Again = [.. said.Select(one => (one.Who, Tell(one.Said, one.Score)))],
            Verdict = said is [var teacher, var student]
                ? Wording.Of(ParityRule.Decide(teacher.Score, student.Score, matcher.Threshold))
                : said[0].Score >= matcher.Threshold ? "the teacher repeats its answer"
                : "the teacher does not repeat it",
        };
    }

    private string Tell(Answer answer, double? score) => (answer.Error, score) switch
    {
        ({ } error, _) => $"none: {error}",
        (_, null) => $"{answer.Text} (the judge did not say)",
        _ => string.Create(
            CultureInfo.InvariantCulture, $"{answer.Text} ({(_judge is null ? _metric.Name : "judge")} {score:0.##})"),
    };
}
