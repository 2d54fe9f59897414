using Mpa.Annotation;
using Mpa.Evaluation.Metrics;
using Mpa.Files;
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
        if (Directory.Exists(session.Folder.Features))
        {
            Directory.Delete(session.Folder.Features, recursive: true);
        }

        Answer[] answers = [.. JsonLines.Read<Answer>(session.Folder.TeacherAnswers), .. JsonLines.Read<Answer>(session.Folder.StudentAnswers)];
        return ParityCounts.Of(examples, Pairs(session).Count, answers);
    }

    /// <summary>Asks both models what is unasked about the wanted images, and judges their pairs.</summary>
    public async Task<IReadOnlyList<ParityExample>> JudgeAsync(Func<string, bool> wantedImage, CancellationToken cancellation)
    {
        IReadOnlyList<PseudoAnnotation> pairs = Pairs(session);
        ILookup<string, Answer> teacher = await AnswerAsync(
            "teacher", session.Recipe.Teacher, folder => folder.TeacherAnswers, pairs, wantedImage, cancellation);
        ILookup<string, Answer> student = await AnswerAsync(
            "student", session.Recipe.Student, folder => folder.StudentAnswers, pairs, wantedImage, cancellation);
        AnswerMetric matcher = AnswerMetrics.Named(MatcherName(session));
        return [.. pairs.Where(pair => wantedImage(pair.ImageId)).Select(pair => Judge(pair, [.. teacher[pair.Id]], student[pair.Id].Single(), matcher))];
    }

    /// <summary>Every request to one model, in the order of the pairs; the teacher's answers to one pair stand together.</summary>
    public static IReadOnlyList<Ask<Answer>> Plan(
        RunSession session, ModelReference model, IReadOnlyList<PseudoAnnotation> pairs, Func<string, bool> wantedImage)
    {
        Dictionary<string, ImageItem> images = JsonLines.Read<ImageItem>(session.Folder.Images).ToDictionary(image => image.Id);
        string fingerprint = session.Fingerprint(model);
        int samples = model == session.Recipe.Teacher ? session.Recipe.Identify.Samples : 1;
        return
        [
            .. pairs.SelectMany(pair => Enumerable.Range(0, samples).Select(sample =>
                PlanPair(session, pair, images[pair.ImageId], fingerprint, sample, wantedImage(pair.ImageId)))),
        ];
    }

    /// <summary>A row's id and content key.</summary>
    public static (string Id, string Key) Identity(Answer row) => (RowId(row.AnnotationId, row.Sample), row.Key);

    /// <summary>The same file's rows of other runs.</summary>
    public static SharedRows<Answer> Shared(RunSession session, Func<RunFolder, string> file) =>
        session.Shared<Answer>(folder => [file(folder)], (row, from) => row with { From = row.From ?? from });

    private static IReadOnlyList<PseudoAnnotation> Pairs(RunSession session) =>
        [.. JsonLines.Read<PseudoAnnotation>(session.Folder.Annotations).Where(row => row.Cause is null)];

    private static string RowId(string annotationId, int sample) => sample == 0 ? annotationId : $"{annotationId}/{sample}";

    /// <summary>The first answer is greedy; each of the others is drawn with a seed of its own.</summary>
    private static SamplingOptions Sampling(Recipe recipe, string imageSha256, string prompt, int sample) => sample == 0
        ? new SamplingOptions(recipe.Identify.MaxNewTokens)
        : new SamplingOptions(
            recipe.Identify.MaxNewTokens, recipe.Identify.SampleTemperature, Seed: ContentKey.Seed("agree", recipe.Seed, imageSha256, prompt, sample));

    private static string MatcherName(RunSession session) => session.Recipe.Identify.Matcher ?? session.Task.Matcher;

    private static Ask<Answer> PlanPair(RunSession session, PseudoAnnotation pair, ImageItem image, string fingerprint, int sample, bool wanted)
    {
        string prompt = session.Task.AnswerPrompt(pair.Question!);
        SamplingOptions sampling = Sampling(session.Recipe, image.Sha256, prompt, sample);
        string key = ContentKey.OfReply(image.Sha256, prompt, fingerprint, sampling);
        ModelRequest request = new([new RequestImage(session.FullPath(image))], prompt, sampling);
        return new Ask<Answer>(RowId(pair.Id, sample), key, request, reply => Row(pair.Id, key, sample, reply), wanted);
    }

    private static Answer Row(string id, string key, int sample, ModelReply reply)
    {
        string? error = reply.WhyUnanswered;
        return new Answer(id, error is null ? reply.Text : "", error, key, reply.PromptTokens, reply.ReplyTokens, reply.Seconds, sample);
    }

    private async Task<ILookup<string, Answer>> AnswerAsync(
        string who, ModelReference model, Func<RunFolder, string> path, IReadOnlyList<PseudoAnnotation> pairs, Func<string, bool> wantedImage, CancellationToken cancellation)
    {
        AskedRows<Answer> file = new(path(session.Folder), Identity, rows => rows, session.BooksOf(model, shownAs), Shared(session, path));
        IReadOnlyList<Ask<Answer>> plan = Plan(session, model, pairs, wantedImage);
        IReadOnlyList<Answer> rows = await file.CompleteAsync(
            plan,
            () => session.Open(model, session.FeaturesOf(model)),
            _options.BatchSize,
            done => session.Report(shownAs, done.Count, plan.Count, $"{who} answers"),
            cancellation);
        return rows.ToLookup(row => row.AnnotationId);
    }

    private ParityExample Judge(PseudoAnnotation pair, IReadOnlyList<Answer> teacher, Answer student, AnswerMetric matcher)
    {
        (int Index, double Score)? agreed = ParityRule.Agreed([.. teacher.Select(answer => Score(matcher, answer, pair.Answer!))], _options.Agree);
        double? studentScore = Score(matcher, student, pair.Answer!);
        Verdict verdict = ParityRule.Judge(agreed?.Score, studentScore, _options.Threshold ?? matcher.MatchThreshold);
        string teacherText = teacher[agreed?.Index ?? 0].Text;
        return new ParityExample(
            pair.Id, pair.ImageId, pair.Question!, pair.Answer!, teacherText, student.Text, agreed?.Score ?? 0, studentScore ?? 0, verdict);
    }

    private static double? Score(AnswerMetric matcher, Answer answer, string pseudoAnswer) =>
        answer.Error is null ? matcher.Score(answer.Text, [pseudoAnswer]) : null;
}
