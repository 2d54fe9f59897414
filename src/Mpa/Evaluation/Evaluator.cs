using Mpa.Evaluation.Judging;
using Mpa.Evaluation.Metrics;
using Mpa.Files;
using Mpa.Models;
using Mpa.Runs;

namespace Mpa.Evaluation;

/// <summary>Stage 5: scores the student before and after leveling, and the teacher, on the labeled test. Sees no row of stages 1 to 4.</summary>
internal sealed class Evaluator(RunSession session)
{
    private readonly EvaluateOptions _options = session.Recipe.Evaluate!;
    private readonly AnswerScoring _scoring = Scoring(session);
    private readonly IReadOnlyList<Examination> _examinations = Examination.Of(session, Directory.Exists(session.Folder.Leveled));

    public static string Key(RunSession session)
    {
        EvaluateOptions options = session.Recipe.Evaluate!;
        IReadOnlyList<Examination> examinations = Examination.Of(session, Directory.Exists(session.Folder.Leveled));
        IEnumerable<string> tests = examinations.Select(examination => examination.Questions).Distinct();
        return ContentKey.Of(
            "evaluate", tests.Select(test => StampOf(session.OpenTest(test, DataAccess.Stamp), test)), session.Task.AnswerPrompt(""),
            options with { BatchSize = 0, Metric = options.Metric ?? session.Task.Metric }, Scoring(session).Versions,
            examinations.Select(examination => session.Fingerprint(examination.Model)), JudgeKey(session));
    }

    private static string StampOf(TestSplit split, string questions) => split.Stamp
        ?? ContentKey.Of(FileDigest.Of(TestSplit.FileOf(questions)), split.Questions.Select(split.ImagePath).Distinct().Select(FileDigest.Stamp));

    public async Task<StageCounts> RunAsync(CancellationToken cancellation)
    {
        RemoveUnscored();
        Dictionary<string, IReadOnlyList<Score>> scores = [];
        IReadOnlyList<Judgement> judgements = [];
        foreach (IGrouping<string, Examination> test in _examinations.GroupBy(examination => examination.Questions))
        {
            TestSplit split = session.OpenTest(test.Key, DataAccess.Extract);
            RemoveStore(split, test.Key);
            Dictionary<string, string> hashes = Hashes(split);
            foreach (Examination examination in test)
            {
                scores.Add(examination.Who.Name, await ScoreAsync(examination, split, hashes, scores, cancellation));
            }

            // The first test comes first, so these are its scores; the second is not judged.
            if (session.Recipe.Judge is { } judge && test.Key == _options.Questions)
            {
                judgements = await new AnswerJudge(session, judge).RunAsync(split.Questions, scores.Values.SelectMany(rows => rows), cancellation);
            }
        }

        return EvaluationCounts.Of(scores, session.Recipe.Judge is null ? null : judgements);
    }

    /// <summary>The scores of other runs: one's leveled student may be another's student.</summary>
    public static SharedRows<Score> Shared(RunSession session) =>
        session.Shared<Score>(folder => Examinee.All.Select(folder.Scores), (row, from) => row with { From = row.From ?? from });

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
        ModelRequest request = new([new RequestImage(split.ImagePath(question))], prompt, sampling);
        return new Ask<Score>(question.Id, key, request, reply => Row(question, key, reply));
    }

    private static Score Row(TestQuestion question, string key, ModelReply reply)
    {
        string? error = reply.WhyUnanswered;
        string text = error is null ? reply.Text : "";
        return new Score(question.Id, question.Image, text, error, "", 0, key, reply.PromptTokens, reply.ReplyTokens, reply.Seconds);
    }

    private async Task<IReadOnlyList<Score>> ScoreAsync(
        Examination examination, TestSplit split, Dictionary<string, string> hashes, Dictionary<string, IReadOnlyList<Score>> earlier, CancellationToken cancellation)
    {
        Dictionary<string, TestQuestion> questions = split.Questions.ToDictionary(question => question.Id);
        AskedRows<Score> file = new(
            session.Folder.Scores(examination.Who),
            Identity,
            rows => [.. rows.Select(row => _scoring.Score(row, questions[row.QuestionId]))],
            session.BooksOf(examination.Model, Stage.Evaluate),
            Shared(session));
        return await file.CompleteAsync(
            Plan(session, examination.Model, split, hashes),
            () => session.Open(examination.Model),
            _options.BatchSize,
            done => session.Report(Stage.Evaluate, done.Count, split.Questions.Count, string.Join(" · ", EvaluationCounts.Percent(earlier).Append(examination.Who.Name))),
            cancellation);
    }

    private static AnswerScoring Scoring(RunSession session) =>
        new(AnswerMetrics.Named(session.Recipe.Evaluate!.Metric ?? session.Task.Metric), session.Recipe.Evaluate.Also);

    private static string JudgeKey(RunSession session) => session.Recipe.Judge is { } judge
        ? ContentKey.Of(JudgePrompt.Of(new TestQuestion("", "", "", []), ""), judge with { BatchSize = 0 }, session.Fingerprint(judge.Model))
        : "none";

    /// <summary>A file of scores that this run doesn't make must not stand beside those it makes.</summary>
    private void RemoveUnscored()
    {
        foreach (Examinee who in Examinee.All.Except(_examinations.Select(examination => examination.Who)))
        {
            File.Delete(session.Folder.Scores(who));
        }
    }

    /// <summary>A copy of a test that is read where it is must not stay either.</summary>
    private void RemoveStore(TestSplit split, string questions)
    {
        if (split.Stamp is null && Directory.Exists(session.TestStoreOf(questions)))
        {
            Directory.Delete(session.TestStoreOf(questions), recursive: true);
        }
    }
}
