using Mpa.Annotation;
using Mpa.Asking;
using Mpa.Evaluation.Judging;
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
    /// <summary>What the answers of the last <see cref="DecideAsync"/> cost.</summary>
    public AskedCost Cost { get; private set; }

    /// <summary>The usable pairs that it went through.</summary>
    public int Pairs { get; private set; }

    /// <summary>What makes one pair kept and another not, the teacher and the pairs apart.</summary>
    public static string RuleKey(RunSession run) => ContentKey.Of(
    [
        "rule", "replies read without thoughts and marks",
        run.Task.AnswerKey,
        run.Fingerprint(run.Recipe.Student),
        run.Recipe.Identify with { BatchSize = 0, Matcher = run.Recipe.Matcher.Name, Opinion = null },
        run.Recipe.Matcher.Version,
        .. run.Task.Matcher?.Judge is { } judge ? [AnswerJudge.Key(run, judge)] : Array.Empty<object>(),
        .. run.Recipe.Identify.Opinion is { } opinion ? [run.Fingerprint(opinion.Model)] : Array.Empty<object>(),
        .. run.Task.Threshold is { } threshold ? [threshold] : Array.Empty<object>(),
    ]);

    /// <summary>What is asked about the usable pairs, in the order of their file.</summary>
    public static IReadOnlyList<AskedPair> PairsOf(RunSession run) =>
        [.. UsablePairs(run).Select(row => new AskedPair(row.Id, row.ImageId, row.Question!))];

    /// <summary>Asks both models what is unasked about the wanted images, and decides over their pairs.</summary>
    /// <returns>Read from the files as it is gone through.</returns>
    public async Task<IEnumerable<ParityExample>> DecideAsync(
        Func<string, bool> wantedImage, CancellationToken cancellation)
    {
        IReadOnlyList<AskedPair> pairs = PairsOf(run);
        AskedTally teacher = await AnswerAsync(Inquire(run, ModelRole.Teacher, pairs, wantedImage), cancellation);
        AskedTally student = await AnswerAsync(Inquire(run, ModelRole.Student, pairs, wantedImage), cancellation);
        (Cost, Pairs) = (teacher.Cost + student.Cost, pairs.Count);
        IEnumerable<AnsweredPair> wanted = AnsweredPair.Of(run).Where(one => wantedImage(one.Pair.ImageId));
        if (run.Task.Matcher?.Judge is { } judge)
        {
            Inquiry<Judgement> inquiry = PairJudge.Inquire(run, judge);
            Cost += (await AnswerJudge.RunAsync(run, stage, inquiry, cancellation)).Cost;
        }

        if (run.Recipe.Identify.Opinion is not null)
        {
            Cost += (await AnswerAsync(SecondOpinion.Inquire(run, wanted), cancellation)).Cost;
        }

        return Decide(run, wanted);
    }

    /// <summary>
    /// Every request to one model, in the order of the pairs; the teacher's answers to one pair stand together.
    /// </summary>
    public static Inquiry<Answer> Inquire(
        RunSession run, ModelRole role, IReadOnlyList<AskedPair> pairs, Func<string, bool> wantedImage)
    {
        bool isTeacher = role == ModelRole.Teacher;
        ModelReference model = role switch
        {
            ModelRole.Teacher => run.Recipe.Teacher,
            ModelRole.Opinion => run.Recipe.Identify.Opinion!.Model,
            _ => run.Recipe.Student,
        };
        Lazy<OrderedDictionary<string, ImageItem>> images = new(() => ImageItem.ReadById(run.Folder));
        ReplyKeys keys = ReplyKeys.Of(run, model);
        int samples = isTeacher ? run.Recipe.Identify.Samples : 1;
        return new Inquiry<Answer>
        {
            Model = model,
            Role = role,
            File = folder => role switch
            {
                ModelRole.Teacher => folder.TeacherAnswers,
                ModelRole.Opinion => folder.OpinionAnswers,
                _ => folder.StudentAnswers,
            },
            Planned = () => pairs.SelectMany(AsksAbout),
            KeyOf = ask =>
            {
                (ImageItem image, string prompt, SamplingOptions sampling) = About(ask);
                return keys.Of(KeyedItem.Of(image), prompt, sampling);
            },
            Request = ask =>
            {
                (ImageItem image, string prompt, SamplingOptions sampling) = About(ask);
                return new ModelRequest(run.Shown(image), prompt, sampling);
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

    /// <summary>The annotations that hold a pair, in the order of their file.</summary>
    internal static IEnumerable<PseudoAnnotation> UsablePairs(RunSession run) =>
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

    private Task<AskedTally> AnswerAsync(Inquiry<Answer> inquiry, CancellationToken cancellation) =>
        new AskedRows<Answer>(run, inquiry).CompleteAsync(
            stage,
            done => run.Report(stage, done.Rows, inquiry.Asks.Count, $"{inquiry.Role.Name()} answers"),
            cancellation);

    /// <summary>The verdicts over answered pairs, read as they are gone through.</summary>
    /// <param name="run">The run.</param>
    /// <param name="answered">Each by the teacher and, once, by the student.</param>
    /// <param name="opinions">Whether a second opinion's answers count; they are on file then.</param>
    internal static IEnumerable<ParityExample> Decide(
        RunSession run, IEnumerable<AnsweredPair> answered, bool opinions = true)
    {
        PairVerdict rule = new(run.Recipe, PairJudge.Read(run));
        using AnswersByPair? second = opinions && run.Recipe.Identify.Opinion is not null
            ? new AnswersByPair(run.Folder.OpinionAnswers)
            : null;
        foreach (AnsweredPair one in answered)
        {
            ParityExample example = rule.Decide(one.Pair, one.Teacher, one.Student.Single());
            yield return second is null || example.Verdict != Verdict.Kept
                ? example
                : rule.Dispute(example, one.Pair, second.Of(one.Pair.Id).Single());
        }
    }
}

/// <summary>What of a pair is needed to ask about it.</summary>
/// <param name="Id">The annotation's.</param>
/// <param name="ImageId">The image it is about.</param>
/// <param name="Question">As the teacher wrote it.</param>
internal readonly record struct AskedPair(string Id, string ImageId, string Question);
