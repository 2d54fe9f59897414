using Mpa.Annotation;
using Mpa.Asking;
using Mpa.Evaluation.Metrics;
using Mpa.Files;
using Mpa.Images;
using Mpa.Models;
using Mpa.Recipes;
using Mpa.Replies;
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
    public AskedCost Cost { get; private set; }

    /// <summary>The usable pairs that it went through.</summary>
    public int Pairs { get; private set; }

    /// <summary>What makes one pair kept and another not, the teacher and the pairs apart.</summary>
    public static string RuleKey(RunSession run) => ContentKey.Of(
        "rule", "replies read without thoughts and marks",
        run.Task.AnswerPrompt(""),
        run.Fingerprint(run.Recipe.Student),
        run.Recipe.Identify with { BatchSize = 0, Matcher = MatcherName(run) },
        AnswerMetrics.Named(MatcherName(run)).Version);

    /// <summary>What is asked about the usable pairs, in the order of their file.</summary>
    public static IReadOnlyList<AskedPair> PairsOf(RunSession run) =>
        [.. UsablePairs(run).Select(row => new AskedPair(row.Id, row.ImageId, row.Question!))];

    /// <summary>Asks both models what is unasked about the wanted images, and decides over their pairs.</summary>
    /// <returns>Read from the files as it is gone through.</returns>
    public async Task<IEnumerable<ParityExample>> DecideAsync(
        Func<string, bool> wantedImage, CancellationToken cancellation)
    {
        IReadOnlyList<AskedPair> pairs = PairsOf(run);
        AskedTally teacher = await AnswerAsync(ModelRole.Teacher, pairs, wantedImage, cancellation);
        AskedTally student = await AnswerAsync(ModelRole.Student, pairs, wantedImage, cancellation);
        (Cost, Pairs) = (teacher.Cost + student.Cost, pairs.Count);
        return Decide(wantedImage);
    }

    /// <summary>
    /// Every request to one model, in the order of the pairs; the teacher's answers to one pair stand together.
    /// </summary>
    public static Inquiry<Answer> Inquire(
        RunSession run, ModelRole role, IReadOnlyList<AskedPair> pairs, Func<string, bool> wantedImage)
    {
        bool isTeacher = role == ModelRole.Teacher;
        ModelReference model = isTeacher ? run.Recipe.Teacher : run.Recipe.Student;
        Lazy<OrderedDictionary<string, ImageItem>> images = new(() => ImageItem.ReadById(run.Folder));
        ReplyKeys keys = ReplyKeys.Of(run, model);
        int samples = isTeacher ? run.Recipe.Identify.Samples : 1;
        return new Inquiry<Answer>
        {
            Model = model,
            Role = role,
            File = folder => isTeacher ? folder.TeacherAnswers : folder.StudentAnswers,
            Planned = () => pairs.SelectMany(AsksAbout),
            KeyOf = ask =>
            {
                (ImageItem image, string prompt, SamplingOptions sampling) = About(ask);
                return keys.Of(KeyedImage.Of(image), prompt, sampling);
            },
            Request = ask =>
            {
                (ImageItem image, string prompt, SamplingOptions sampling) = About(ask);
                return new ModelRequest([run.Shown(image)], prompt, sampling);
            },
            ToRow = (ask, key, reply) => Row(pairs[ask.Item].Id, key, ask.Number, role, reply),
            BatchSize = run.Recipe.Identify.BatchSize,
            Finish = rows => rows.Select(row => Read(row, role)),
        };

        IEnumerable<Ask> AsksAbout(AskedPair pair, int index) =>
            from sample in Enumerable.Range(0, samples)
            select new Ask(Answer.IdOf(pair.Id, sample), index, sample, wantedImage(pair.ImageId));

        (ImageItem Image, string Prompt, SamplingOptions Sampling) About(Ask ask)
        {
            AskedPair pair = pairs[ask.Item];
            ImageItem image = images.Value[pair.ImageId];
            string prompt = run.Task.AnswerPrompt(pair.Question);
            return (image, prompt, Sampling(run.Recipe, image.Sha256, prompt, ask.Number));
        }
    }

    private static IEnumerable<PseudoAnnotation> UsablePairs(RunSession run) =>
        JsonLines.Stream<PseudoAnnotation>(run.Folder.Annotations).Where(row => row.Cause is null);

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

    private static Answer Row(string annotationId, string key, int sample, ModelRole role, ModelReply reply)
    {
        ReadReply read = ReplyReader.Read(reply, role);
        return new Answer
        {
            AnnotationId = annotationId,
            Text = read.Text,
            Error = read.WhyUnanswered,
            RawReply = read.Raw,
            Key = key,
            PromptTokens = reply.PromptTokens,
            ReplyTokens = reply.ReplyTokens,
            Seconds = reply.Seconds,
            ThoughtTokens = reply.ThoughtTokens,
            Thoughts = read.Thoughts,
            Sample = sample,
        };
    }

    /// <summary>Reads the reply again, whatever an earlier version made of it.</summary>
    private static Answer Read(Answer row, ModelRole role)
    {
        ReadReply? read = row.Error is null ? ReplyReader.Read(row.RawReply ?? row.Text, role) : null;
        return read is null
            ? row
            : row with
            {
                Text = read.Text,
                Error = read.WhyUnanswered,
                RawReply = read.Raw,
                Thoughts = row.Thoughts ?? read.Thoughts,
            };
    }

    private Task<AskedTally> AnswerAsync(
        ModelRole role,
        IReadOnlyList<AskedPair> pairs,
        Func<string, bool> wantedImage,
        CancellationToken cancellation)
    {
        Inquiry<Answer> inquiry = Inquire(run, role, pairs, wantedImage);
        return new AskedRows<Answer>(run, inquiry).CompleteAsync(
            stage,
            done => run.Report(stage, done.Rows, inquiry.Asks.Count, $"{role.Name()} answers"),
            cancellation);
    }

    /// <summary>Goes through pairs and answers side by side: the files have one order.</summary>
    private IEnumerable<ParityExample> Decide(Func<string, bool> wantedImage)
    {
        AnswerMetric matcher = AnswerMetrics.Named(MatcherName(run));
        using AnswersByPair teacher = new(run.Folder.TeacherAnswers), student = new(run.Folder.StudentAnswers);
        foreach (PseudoAnnotation pair in UsablePairs(run))
        {
            IReadOnlyList<Answer> teachers = teacher.Of(pair.Id), students = student.Of(pair.Id);
            if (wantedImage(pair.ImageId))
            {
                yield return Decide(pair, teachers, students.Single(), matcher);
            }
        }
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
        answer.Error is null ? matcher.Match(answer.Text, pseudoAnswer) : null;
}

/// <summary>What of a pair is needed to ask about it.</summary>
/// <param name="Id">The annotation's.</param>
/// <param name="ImageId">The image it is about.</param>
/// <param name="Question">As the teacher wrote it.</param>
internal readonly record struct AskedPair(string Id, string ImageId, string Question);

/// <summary>The answers of a file in the order of the pairs, of which it is gone through once.</summary>
internal sealed class AnswersByPair : IDisposable
{
    private readonly IEnumerator<Answer> _rows;
    private bool _any;

    /// <summary>Begins with the first.</summary>
    public AnswersByPair(string path)
    {
        _rows = JsonLines.Stream<Answer>(path).GetEnumerator();
        _any = _rows.MoveNext();
    }

    /// <summary>Those to one pair; none when the next ones are of a later pair.</summary>
    public IReadOnlyList<Answer> Of(string pairId)
    {
        List<Answer> answers = [];
        for (; _any && _rows.Current.AnnotationId == pairId; _any = _rows.MoveNext())
        {
            answers.Add(_rows.Current);
        }

        return answers;
    }

    /// <inheritdoc/>
    public void Dispose() => _rows.Dispose();
}
