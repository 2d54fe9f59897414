using System.Globalization;
using Mpa.Asking;
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
    private readonly AnswerMetric _matcher;
    private readonly double _threshold;
    private readonly List<(ModelRole Who, Dictionary<string, Answer> Answers)> _asked = [];

    private TrialAnswers(RunSession run)
    {
        _matcher = run.Task.Comparing(run.Recipe.Identify.Matcher);
        _threshold = run.Recipe.Identify.Threshold ?? _matcher.MatchThreshold;
    }

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

        return answers;
    }

    /// <summary>The pair with what was said to its question, and the verdict.</summary>
    public TriedPair Judge(PseudoAnnotation row, TriedPair pair)
    {
        if (row.Cause is not null || _asked.Count == 0)
        {
            return pair;
        }

        (ModelRole Who, Answer Said, double? Score)[] said =
            [.. _asked.Select(one => (one.Who, one.Answers[row.Id], Score(one.Answers[row.Id], row.Answer!)))];
        return pair with
        {
            Again = [.. said.Select(one => (one.Who, Tell(one.Said, one.Score)))],
            Verdict = said is [var teacher, var student]
                ? Wording.Of(ParityRule.Decide(teacher.Score, student.Score, _threshold))
                : said[0].Score >= _threshold ? "the teacher repeats its answer" : "the teacher does not repeat it",
        };
    }

    private double? Score(Answer answer, string pseudo) =>
        answer.Error is null ? _matcher.Match(answer.Text, pseudo) : null;

    private string Tell(Answer answer, double? score) => score is { } value
        ? string.Create(CultureInfo.InvariantCulture, $"{answer.Text} ({_matcher.Name} {value:0.##})")
        : $"none: {answer.Error}";
}
