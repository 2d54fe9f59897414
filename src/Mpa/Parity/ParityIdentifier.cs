using System.Globalization;
using Mpa.Annotation;
using Mpa.Evaluation.Metrics;
using Mpa.Images;
using Mpa.Models;
using Mpa.Runs;

namespace Mpa.Parity;

/// <summary>
/// Stages 2 and 3, the paper's Parity Identifier: first the teacher answers every pseudo question, then the student, one model in memory
/// at a time; then the rule judges every pair.
/// </summary>
/// <param name="session">The run.</param>
/// <param name="shownAs">The stage under whose name progress is reported.</param>
internal sealed class ParityIdentifier(RunSession session, Stage shownAs = Stage.Identify)
{
    private readonly IdentifyOptions _options = session.Recipe.Identify;

    public static string Key(RunSession session) =>
        ContentKey.Of(
            "identify", FileDigest.Of(session.Folder.Images), FileDigest.Of(session.Folder.Annotations),
            session.Fingerprint(session.Recipe.Teacher), RuleKey(session));

    /// <summary>What makes one pair kept and another not, the teacher and the pairs apart.</summary>
    public static string RuleKey(RunSession session) =>
        ContentKey.Of(
            "rule", session.Task.AnswerPrompt(""), session.Fingerprint(session.Recipe.Student),
            session.Recipe.Identify with { BatchSize = 0, Matcher = MatcherName(session) }, AnswerMetrics.Named(MatcherName(session)).Version);

    public async Task<StageCounts> RunAsync(CancellationToken cancellation)
    {
        IReadOnlyList<ParityExample> examples = await JudgeAsync(_ => true, cancellation);
        JsonLines.Replace(session.Folder.Parity, examples);
        return Counts(examples);
    }

    /// <summary>Asks both models what is unasked about the wanted images, and judges their pairs.</summary>
    public async Task<IReadOnlyList<ParityExample>> JudgeAsync(Func<string, bool> wantedImage, CancellationToken cancellation)
    {
        IReadOnlyList<PseudoAnnotation> pairs = [.. JsonLines.Read<PseudoAnnotation>(session.Folder.Annotations).Where(row => row.Cause is null)];
        IReadOnlyDictionary<string, Answer> teacher = await AnswerAsync(
            "teacher", session.Recipe.Teacher, session.Folder.TeacherAnswers, pairs, wantedImage, cancellation);
        IReadOnlyDictionary<string, Answer> student = await AnswerAsync(
            "student", session.Recipe.Student, session.Folder.StudentAnswers, pairs, wantedImage, cancellation);
        AnswerMetric matcher = AnswerMetrics.Named(MatcherName(session));
        return [.. pairs.Where(pair => wantedImage(pair.ImageId)).Select(pair => Judge(pair, teacher[pair.Id], student[pair.Id], matcher))];
    }

    /// <summary>Every request to one model, in the order of the pairs.</summary>
    public static IReadOnlyList<Ask<Answer>> Plan(
        RunSession session, ModelReference model, IReadOnlyList<PseudoAnnotation> pairs, Func<string, bool> wantedImage)
    {
        Dictionary<string, ImageItem> images = JsonLines.Read<ImageItem>(session.Folder.Images).ToDictionary(image => image.Id);
        string fingerprint = session.Fingerprint(model);
        SamplingOptions sampling = new(session.Recipe.Identify.MaxNewTokens);
        return [.. pairs.Select(pair => PlanPair(session, pair, images[pair.ImageId], fingerprint, sampling, wantedImage(pair.ImageId)))];
    }

    /// <summary>A row's id and content key.</summary>
    public static (string Id, string Key) Identity(Answer row) => (row.AnnotationId, row.Key);

    private static string MatcherName(RunSession session) => session.Recipe.Identify.Matcher ?? session.Task.Matcher;

    private static Ask<Answer> PlanPair(
        RunSession session, PseudoAnnotation pair, ImageItem image, string fingerprint, SamplingOptions sampling, bool wanted)
    {
        string prompt = session.Task.AnswerPrompt(pair.Question!);
        string key = ContentKey.OfReply(image.Sha256, prompt, fingerprint, sampling);
        ModelRequest request = new([session.FullPath(image)], prompt, sampling);
        return new Ask<Answer>(pair.Id, key, request, reply => Row(pair.Id, key, reply), wanted);
    }

    private static Answer Row(string id, string key, ModelReply reply)
    {
        string? error = reply.WhyUnanswered;
        return new Answer(id, error is null ? reply.Text : "", error, key, reply.PromptTokens, reply.ReplyTokens, reply.Seconds);
    }

    private async Task<IReadOnlyDictionary<string, Answer>> AnswerAsync(
        string who, ModelReference model, string path, IReadOnlyList<PseudoAnnotation> pairs, Func<string, bool> wantedImage, CancellationToken cancellation)
    {
        AskedRows<Answer> file = new(path, Identity, rows => rows, session.BooksOf(model, shownAs));
        IReadOnlyList<Ask<Answer>> plan = Plan(session, model, pairs, wantedImage);
        IReadOnlyList<Answer> rows = await file.CompleteAsync(
            plan,
            () => session.Open(model),
            _options.BatchSize,
            done => session.Report(shownAs, done.Count, plan.Count, $"{who} answers"),
            cancellation);
        return rows.ToDictionary(row => row.AnnotationId);
    }

    private ParityExample Judge(PseudoAnnotation pair, Answer teacher, Answer student, AnswerMetric matcher)
    {
        double? teacherScore = Score(matcher, teacher, pair.Answer!);
        double? studentScore = Score(matcher, student, pair.Answer!);
        Verdict verdict = ParityRule.Judge(teacherScore, studentScore, _options.Threshold ?? matcher.MatchThreshold);
        return new ParityExample(
            pair.Id, pair.ImageId, pair.Question!, pair.Answer!, teacher.Text, student.Text, teacherScore ?? 0, studentScore ?? 0, verdict);
    }

    private static double? Score(AnswerMetric matcher, Answer answer, string pseudoAnswer) =>
        answer.Error is null ? matcher.Score(answer.Text, [pseudoAnswer]) : null;

    private StageCounts Counts(IReadOnlyList<ParityExample> examples)
    {
        Answer[] answers = [.. JsonLines.Read<Answer>(session.Folder.TeacherAnswers), .. JsonLines.Read<Answer>(session.Folder.StudentAnswers)];
        return new StageCounts
        {
            In = JsonLines.Read<PseudoAnnotation>(session.Folder.Annotations).LongCount(row => row.Cause is null),
            Out = new Dictionary<string, long> { ["kept"] = examples.LongCount(example => example.Verdict == Verdict.Kept) },
            Rejected = StageCounts.CountBy(Names(examples, verdict => verdict is not (Verdict.Kept or Verdict.Unanswered))),
            Failed = StageCounts.CountBy(Names(examples, verdict => verdict is Verdict.Unanswered)),
            PromptTokens = answers.Sum(answer => (long)answer.PromptTokens),
            ReplyTokens = answers.Sum(answer => (long)answer.ReplyTokens),
            ModelSeconds = answers.Sum(answer => answer.Seconds),
            Summary = Tell(examples),
        };
    }

    private static string Tell(IReadOnlyList<ParityExample> examples)
    {
        Dictionary<Verdict, int> count = examples.CountBy(example => example.Verdict).ToDictionary();
        int Of(Verdict verdict) => count.GetValueOrDefault(verdict);
        string unanswered = Of(Verdict.Unanswered) == 0 ? "" : $" · {Of(Verdict.Unanswered)} unanswered";
        double share = examples.Count == 0 ? 0 : 100.0 * Of(Verdict.Kept) / examples.Count;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"teacher repeats {Of(Verdict.Kept) + Of(Verdict.KnownToBoth)} · student misses {Of(Verdict.Kept) + Of(Verdict.MissedByBoth)} · kept {Of(Verdict.Kept)} ({share:0} %){unanswered}");
    }

    /// <summary>Verdicts as JSON names them.</summary>
    private static IEnumerable<string> Names(IReadOnlyList<ParityExample> examples, Func<Verdict, bool> which) =>
        examples.Where(example => which(example.Verdict)).Select(example => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName($"{example.Verdict}"));
}
