using Mpa.Annotation;
using Mpa.Asking;
using Mpa.Evaluation.Metrics;
using Mpa.Files;
using Mpa.Images;
using Mpa.Models;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Parity;

/// <summary>
/// First the teacher answers every pseudo question again, then the student, one model in memory at a time; then the
/// rule decides over every pair.
/// </summary>
/// <param name="run">The run.</param>
/// <param name="stage">The stage that wants it, under whose name progress is told.</param>
internal sealed class ParityIdentifier(RunSession run, Stage stage)
{
    private readonly IdentifyOptions _options = run.Recipe.Identify;

    /// <summary>What the answers of the last <see cref="DecideAsync"/> cost.</summary>
    public AskedCost Cost { get; private set; } = new(0, 0, 0, 0);

    /// <summary>What makes one pair kept and another not, the teacher and the pairs apart.</summary>
    public static string RuleKey(RunSession run) => ContentKey.Of(
        "rule",
        run.Task.AnswerPrompt(""),
        run.Fingerprint(run.Recipe.Student),
        run.Recipe.Identify with { BatchSize = 0, Matcher = MatcherName(run) },
        AnswerMetrics.Named(MatcherName(run)).Version);

    /// <summary>The usable pairs, in the order of their file.</summary>
    public static IReadOnlyList<PseudoAnnotation> Pairs(RunSession run) =>
        [
            .. JsonLines.ReadById<PseudoAnnotation>(run.Folder.Annotations, row => row.Id).Values
                .Where(row => row.Cause is null),
        ];

    /// <summary>Asks both models what is unasked about the wanted images, and decides over their pairs.</summary>
    public async Task<IReadOnlyList<ParityExample>> DecideAsync(
        Func<string, bool> wantedImage, CancellationToken cancellation)
    {
        IReadOnlyList<PseudoAnnotation> pairs = Pairs(run);
        IReadOnlyList<Answer> teacher = await AnswerAsync(ModelRole.Teacher, pairs, wantedImage, cancellation);
        IReadOnlyList<Answer> student = await AnswerAsync(ModelRole.Student, pairs, wantedImage, cancellation);
        Cost = AskedCost.Of([.. teacher, .. student]);
        ILookup<string, Answer> teachers = teacher.ToLookup(row => row.AnnotationId);
        ILookup<string, Answer> students = student.ToLookup(row => row.AnnotationId);
        AnswerMetric matcher = AnswerMetrics.Named(MatcherName(run));
        return
        [
            .. pairs.Where(pair => wantedImage(pair.ImageId))
                .Select(pair => Decide(pair, [.. teachers[pair.Id]], students[pair.Id].Single(), matcher)),
        ];
    }

    /// <summary>
    /// Every request to one model, in the order of the pairs; the teacher's answers to one pair stand together.
    /// </summary>
    public static Inquiry<Answer> Inquire(
        RunSession run, ModelRole role, IReadOnlyList<PseudoAnnotation> pairs, Func<string, bool> wantedImage)
    {
        bool isTeacher = role == ModelRole.Teacher;
        ModelReference model = isTeacher ? run.Recipe.Teacher : run.Recipe.Student;
        OrderedDictionary<string, ImageItem> images = ImageItem.ReadById(run.Folder);
        ReplyKeys keys = ReplyKeys.Of(run, model);
        int samples = isTeacher ? run.Recipe.Identify.Samples : 1;
        return new Inquiry<Answer>
        {
            Model = model,
            Role = role,
            File = folder => isTeacher ? folder.TeacherAnswers : folder.StudentAnswers,
            Asks = [.. pairs.SelectMany(AsksAbout)],
            Request = ask =>
            {
                (ImageItem image, string prompt) = About(pairs[ask.Item]);
                SamplingOptions sampling = Sampling(run.Recipe, image.Sha256, prompt, ask.Number);
                return new ModelRequest([run.Shown(image)], prompt, sampling);
            },
            ToRow = (ask, reply) => Row(pairs[ask.Item].Id, ask, reply),
            BatchSize = run.Recipe.Identify.BatchSize,
        };

        IEnumerable<Ask> AsksAbout(PseudoAnnotation pair, int index)
        {
            (ImageItem image, string prompt) = About(pair);
            for (int sample = 0; sample < samples; sample++)
            {
                SamplingOptions sampling = Sampling(run.Recipe, image.Sha256, prompt, sample);
                string key = keys.Of(KeyedImage.Of(image), prompt, sampling);
                yield return new Ask(
                    Answer.IdOf(pair.Id, sample), key, index, sample, wantedImage(pair.ImageId));
            }
        }

        (ImageItem Image, string Prompt) About(PseudoAnnotation pair) =>
            (images[pair.ImageId], run.Task.AnswerPrompt(pair.Question!));
    }

    /// <summary>The first answer is greedy; each of the others is drawn with a seed of its own.</summary>
    private static SamplingOptions Sampling(Recipe recipe, string imageSha256, string prompt, int sample)
    {
        IdentifyOptions options = recipe.Identify;
        return sample == 0
            ? new SamplingOptions(options.MaxNewTokens)
            : new SamplingOptions(
                options.MaxNewTokens,
                options.SampleTemperature,
                Seed: ContentKey.Seed("agree", recipe.Seed, imageSha256, prompt, sample));
    }

    private static string MatcherName(RunSession run) => run.Recipe.Identify.Matcher ?? run.Task.Matcher;

    private static Answer Row(string annotationId, Ask ask, ModelReply reply)
    {
        string? error = reply.WhyUnanswered;
        return new Answer
        {
            AnnotationId = annotationId,
            Text = error is null ? reply.Text : "",
            Error = error,
            Key = ask.Key,
            PromptTokens = reply.PromptTokens,
            ReplyTokens = reply.ReplyTokens,
            Seconds = reply.Seconds,
            Sample = ask.Number,
        };
    }

    private Task<IReadOnlyList<Answer>> AnswerAsync(
        ModelRole role,
        IReadOnlyList<PseudoAnnotation> pairs,
        Func<string, bool> wantedImage,
        CancellationToken cancellation)
    {
        Inquiry<Answer> inquiry = Inquire(run, role, pairs, wantedImage);
        return new AskedRows<Answer>(run, inquiry).CompleteAsync(
            stage,
            done => run.Report(stage, done.Count, inquiry.Asks.Count, $"{role.Name()} answers"),
            cancellation);
    }

    private ParityExample Decide(
        PseudoAnnotation pair, IReadOnlyList<Answer> teacher, Answer student, AnswerMetric matcher)
    {
        double?[] scores = [.. teacher.Select(answer => Score(matcher, answer, pair.Answer!))];
        (int Index, double Score)? agreed = ParityRule.Agreed(scores, _options.Agree);
        double? studentScore = Score(matcher, student, pair.Answer!);
        return new ParityExample
        {
            Id = pair.Id,
            ImageId = pair.ImageId,
            Question = pair.Question!,
            Answer = pair.Answer!,
            TeacherAnswer = teacher[agreed?.Index ?? 0].Text,
            StudentAnswer = student.Text,
            TeacherScore = agreed?.Score ?? 0,
            StudentScore = studentScore ?? 0,
            Verdict = ParityRule.Decide(agreed?.Score, studentScore, _options.Threshold ?? matcher.MatchThreshold),
        };
    }

    private static double? Score(AnswerMetric matcher, Answer answer, string pseudoAnswer) =>
        answer.Error is null ? matcher.Score(answer.Text, [pseudoAnswer]) : null;
}
