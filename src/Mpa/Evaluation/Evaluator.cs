using System.Globalization;
using Mpa.Evaluation.Judging;
using Mpa.Evaluation.Metrics;
using Mpa.Models;
using Mpa.Runs;

namespace Mpa.Evaluation;

/// <summary>Stage 5: scores the student before and after leveling, and the teacher, on the labelled test. Sees no row of stages 1 to 4.</summary>
internal sealed class Evaluator(RunSession session)
{
    /// <summary>Names in the stage's counts of the judge's verdicts, and of answers about which it gave none.</summary>
    public const string Judged = "judged", Unjudged = "unjudged";

    private readonly EvaluateOptions _options = session.Recipe.Evaluate!;
    private readonly AnswerScoring _scoring = Scoring(session);
    private readonly TestSplit _split = session.OpenTest(DataAccess.Extract);

    public static string Key(RunSession session)
    {
        EvaluateOptions options = session.Recipe.Evaluate!;
        TestSplit split = session.OpenTest(DataAccess.Stamp);
        return ContentKey.Of(
            "evaluate", split.Stamp ?? StampOf(split, options.Questions), session.Task.AnswerPrompt(""),
            options with { BatchSize = 0, Metric = options.Metric ?? session.Task.Metric }, Scoring(session).Versions,
            Examinees(session).Select(examinee => session.Fingerprint(examinee.Model)), JudgeKey(session));
    }

    private static string StampOf(TestSplit split, string questions) =>
        ContentKey.Of(FileDigest.Of(TestSplit.FileOf(questions)), split.Questions.Select(split.ImagePath).Distinct().Select(FileDigest.Stamp));

    /// <summary>Who is scored. There is no "after" when nothing was kept to level with.</summary>
    public static IReadOnlyList<(string Who, ModelReference Model)> Examinees(RunSession session)
    {
        List<(string Who, ModelReference Model)> examinees = [("before", session.Recipe.Student)];
        if (Directory.Exists(session.Folder.Leveled))
        {
            examinees.Add(("after", session.Leveled));
        }

        if (session.Recipe.Evaluate!.Teacher)
        {
            examinees.Add(("teacher", session.Recipe.Teacher));
        }

        return examinees;
    }

    public async Task<StageCounts> RunAsync(CancellationToken cancellation)
    {
        RemoveUnscored();
        Dictionary<string, string> hashes = Hashes(_split);
        Dictionary<string, IReadOnlyList<Score>> scores = [];
        foreach ((string who, ModelReference model) in Examinees(session))
        {
            scores.Add(who, await ScoreAsync(who, model, hashes, scores, cancellation));
        }

        IReadOnlyList<Judgement> judgements = session.Recipe.Judge is { } judge
            ? await new AnswerJudge(session, judge).RunAsync(_split.Questions, scores.Values.SelectMany(rows => rows), cancellation)
            : [];
        return Counts(scores, judgements);
    }

    /// <summary>Every request to one model, in the order of the split.</summary>
    public static IReadOnlyList<Ask<Score>> Plan(RunSession session, ModelReference model, TestSplit split, Dictionary<string, string> hashes)
    {
        string fingerprint = session.Fingerprint(model);
        SamplingOptions sampling = new(session.Recipe.Evaluate!.MaxNewTokens);
        return [.. split.Questions.Select(question => PlanQuestion(session, split, question, hashes[question.Image], fingerprint, sampling))];
    }

    /// <summary>The SHA-256 of each test image, by its name in the split.</summary>
    public static Dictionary<string, string> Hashes(TestSplit split) =>
        split.Questions.DistinctBy(question => question.Image).ToDictionary(question => question.Image, question => FileDigest.Of(split.ImagePath(question)));

    /// <summary>A row's id and content key.</summary>
    public static (string Id, string Key) Identity(Score row) => (row.QuestionId, row.Key);

    private static Ask<Score> PlanQuestion(
        RunSession session, TestSplit split, TestQuestion question, string imageSha256, string fingerprint, SamplingOptions sampling)
    {
        string prompt = session.Task.AnswerPrompt(question.Question);
        string key = ContentKey.OfReply(imageSha256, prompt, fingerprint, sampling);
        ModelRequest request = new([split.ImagePath(question)], prompt, sampling);
        return new Ask<Score>(question.Id, key, request, reply => Row(question, key, reply));
    }

    private static Score Row(TestQuestion question, string key, ModelReply reply)
    {
        string? error = reply.WhyUnanswered;
        string text = error is null ? reply.Text : "";
        return new Score(question.Id, question.Image, text, error, "", 0, key, reply.PromptTokens, reply.ReplyTokens, reply.Seconds);
    }

    private async Task<IReadOnlyList<Score>> ScoreAsync(
        string who, ModelReference model, Dictionary<string, string> hashes, Dictionary<string, IReadOnlyList<Score>> earlier, CancellationToken cancellation)
    {
        Dictionary<string, TestQuestion> questions = _split.Questions.ToDictionary(question => question.Id);
        AskedRows<Score> file = new(session.Folder.Scores(who), Identity, rows => [.. rows.Select(row => _scoring.Score(row, questions[row.QuestionId]))], session.BooksOf(model, Stage.Evaluate));
        return await file.CompleteAsync(
            Plan(session, model, _split, hashes),
            () => session.Open(model),
            _options.BatchSize,
            done => session.Report(Stage.Evaluate, done.Count, _split.Questions.Count, string.Join(" · ", Percent(earlier).Append(who))),
            cancellation);
    }

    private static AnswerScoring Scoring(RunSession session) =>
        new(AnswerMetrics.Named(session.Recipe.Evaluate!.Metric ?? session.Task.Metric), session.Recipe.Evaluate.Also);

    private static string JudgeKey(RunSession session) => session.Recipe.Judge is { } judge
        ? ContentKey.Of(JudgePrompt.Of(new TestQuestion("", "", "", []), ""), judge with { BatchSize = 0 }, session.Fingerprint(judge.Model))
        : "none";

    /// <summary>Scores and a test that this run doesn't make must not stand beside those it makes.</summary>
    private void RemoveUnscored()
    {
        string[] scored = [.. Examinees(session).Select(examinee => examinee.Who)];
        foreach (string who in new[] { "before", "after", "teacher" }.Except(scored))
        {
            File.Delete(session.Folder.Scores(who));
        }

        if (_split.Stamp is null && Directory.Exists(session.Folder.TestStore))
        {
            Directory.Delete(session.Folder.TestStore, recursive: true);
        }
    }

    private StageCounts Counts(Dictionary<string, IReadOnlyList<Score>> scores, IReadOnlyList<Judgement> judgements)
    {
        Score[] all = [.. scores.Values.SelectMany(rows => rows)];
        return new StageCounts
        {
            In = ((long)_split.Questions.Count * scores.Count) + judgements.Count,
            Out = Out(scores, judgements),
            Summary = string.Join(" · ", Percent(scores)),
            Failed = StageCounts.CountBy(all.Where(row => row.Error is not null).Select(_ => "unanswered")
                .Concat(judgements.Where(row => row.Same is null).Select(_ => Unjudged))),
            PromptTokens = all.Sum(row => (long)row.PromptTokens) + judgements.Sum(row => (long)row.PromptTokens),
            ReplyTokens = all.Sum(row => (long)row.ReplyTokens) + judgements.Sum(row => (long)row.ReplyTokens),
            ModelSeconds = all.Sum(row => row.Seconds) + judgements.Sum(row => row.Seconds),
        };
    }

    private Dictionary<string, long> Out(Dictionary<string, IReadOnlyList<Score>> scores, IReadOnlyList<Judgement> judgements)
    {
        Dictionary<string, long> passed = scores.ToDictionary(pair => pair.Key, pair => pair.Value.LongCount(row => row.Error is null));
        if (session.Recipe.Judge is not null)
        {
            passed.Add(Judged, judgements.LongCount(row => row.Same is not null));
        }

        return passed;
    }

    private static IEnumerable<string> Percent(Dictionary<string, IReadOnlyList<Score>> scores) =>
        scores.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} {100 * pair.Value.Average(row => row.Value):0.0} %"));
}
