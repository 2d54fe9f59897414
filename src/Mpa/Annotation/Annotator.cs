using Mpa.Files;
using Mpa.Images;
using Mpa.Models;
using Mpa.Runs;

namespace Mpa.Annotation;

/// <summary>
/// Stage 1, the paper's Pseudo Annotator: the teacher writes a question and its answer for each image. A reply that holds no pair is
/// a row with its cause and its raw text.
/// </summary>
internal sealed class Annotator(RunSession session)
{
    private readonly AnnotateOptions _options = session.Recipe.Annotate;

    /// <summary>What the stage depends on. With a target it depends on what is kept, and so on the student too.</summary>
    public static string Key(RunSession session)
    {
        Recipe recipe = session.Recipe;
        string? target = recipe.Annotate.TargetKept > 0 ? Parity.ParityIdentifier.RuleKey(session) : null;
        return ContentKey.Of(
            "annotate", FileDigest.Of(session.Folder.Images), session.Task.AnnotationPrompt, session.Fingerprint(recipe.Teacher),
            recipe.Annotate with { BatchSize = 0 }, recipe.Seed, target);
    }

    /// <summary>Annotates the first images of the run.</summary>
    /// <param name="imageCount">How many; rows of later images that are there already are used too.</param>
    /// <param name="cancellation">Ends the work between two batches.</param>
    public async Task<StageCounts> RunAsync(int imageCount, CancellationToken cancellation)
    {
        IReadOnlyList<Ask<PseudoAnnotation>> plan = Plan(session, imageCount);
        AskedRows<PseudoAnnotation> file = new(session.Folder.Annotations, Identity, Settle, session.BooksOf(session.Recipe.Teacher, Stage.Annotate), Shared(session));
        long wanted = plan.LongCount(ask => ask.Wanted);
        IReadOnlyList<PseudoAnnotation> rows = await file.CompleteAsync(
            plan,
            () => session.Open(session.Recipe.Teacher, session.FeaturesOf(session.Recipe.Teacher)),
            _options.BatchSize,
            done => session.Report(Stage.Annotate, done.Count, Math.Max(done.Count, wanted), Summary(done)),
            cancellation);
        return Counts(plan.Count, rows);
    }

    /// <summary>A row's id and content key.</summary>
    public static (string Id, string Key) Identity(PseudoAnnotation row) => (row.Id, row.Key);

    /// <summary>The annotations of other runs.</summary>
    public static SharedRows<PseudoAnnotation> Shared(RunSession session) =>
        session.Shared<PseudoAnnotation>(folder => [folder.Annotations], (row, from) => row with { From = row.From ?? from });

    /// <summary>Every request of the stage, image by image.</summary>
    public static IReadOnlyList<Ask<PseudoAnnotation>> Plan(RunSession session, int imageCount) =>
        [.. JsonLines.Read<ImageItem>(session.Folder.Images).SelectMany((image, index) => PlanImage(session, image, index < imageCount))];

    private static IEnumerable<Ask<PseudoAnnotation>> PlanImage(RunSession session, ImageItem image, bool wanted)
    {
        string prompt = session.Task.AnnotationPrompt;
        string fingerprint = session.Fingerprint(session.Recipe.Teacher);
        for (int number = 0; number < session.Recipe.Annotate.PerImage; number++)
        {
            string id = $"{image.Id}#{number}";
            SamplingOptions sampling = Sampling(session.Recipe, image.Sha256, number);
            string key = ContentKey.OfReply(image.Sha256, prompt, fingerprint, sampling);
            ModelRequest request = new([new RequestImage(session.FullPath(image))], prompt, sampling, PairForm.Instance);
            yield return new Ask<PseudoAnnotation>(id, key, request, reply => Row(id, image.Id, key, reply), wanted);
        }
    }

    /// <summary>Each request has a seed of its own, drawn from the run's, the image's content and the number; greedy decoding has none.</summary>
    private static SamplingOptions Sampling(Recipe recipe, string imageSha256, int number)
    {
        AnnotateOptions options = recipe.Annotate;
        ulong seed = options.Temperature > 0 ? ContentKey.Seed("annotate", recipe.Seed, imageSha256, number) : 0;
        return new SamplingOptions(options.MaxNewTokens, options.Temperature, options.TopP, Seed: seed);
    }

    private static PseudoAnnotation Row(string id, string imageId, string key, ModelReply reply)
    {
        (string? cause, string? detail) = (reply.Error, reply.Finish) switch
        {
            ({ } error, _) => ("error", error),
            (_, FinishReason.Error) => ("error", "the model gave no reason"),
            (_, FinishReason.Refusal) => ("refused", null),
            (_, FinishReason.Length) => ("truncated", $"cut after {reply.ReplyTokens} tokens"),
            _ => ((string?)null, (string?)null),
        };
        PseudoAnnotation row = new(
            id, imageId, null, null, reply.Text, cause, detail, key, reply.PromptTokens, reply.ReplyTokens, reply.Seconds, reply.Earlier);
        return Read(row);
    }

    /// <summary>Reads the raw replies (again) and finds the pairs that repeat others, whatever an earlier version or option made of them.</summary>
    private IReadOnlyList<PseudoAnnotation> Settle(IReadOnlyList<PseudoAnnotation> rows) =>
        NearDuplicates.Mark(rows.Select(Read), _options.DuplicateOverlap);

    private static PseudoAnnotation Read(PseudoAnnotation row)
    {
        if (row.Cause is "error" or "refused" or "truncated")
        {
            return row;
        }

        (string? question, string? answer, string? cause, string? detail) = ReplyParser.Parse(row.RawReply);
        return row with { Question = question, Answer = answer, Cause = cause, Detail = detail };
    }

    private static string Summary(IReadOnlyList<PseudoAnnotation> rows) =>
        StageSummary.Of(StageCounts.CountBy(rows.Select(row => row.Cause ?? "pairs")).OrderBy(pair => pair.Key != "pairs"));

    private static StageCounts Counts(int requests, IReadOnlyList<PseudoAnnotation> rows)
    {
        ILookup<bool, string> causes = rows.Where(row => row.Cause is not null).ToLookup(row => row.Cause == "near-duplicate", row => row.Cause!);
        IEnumerable<string> unasked = Enumerable.Repeat("target reached", requests - rows.Count);
        return new StageCounts
        {
            In = requests,
            Out = new Dictionary<string, long> { ["pairs"] = rows.LongCount(row => row.Cause is null) },
            Rejected = StageCounts.CountBy(causes[true].Concat(unasked)),
            Failed = StageCounts.CountBy(causes[false]),
            PromptTokens = rows.Where(row => row.From is null).Sum(row => (long)row.PromptTokens),
            ReplyTokens = rows.Where(row => row.From is null).Sum(row => (long)row.ReplyTokens),
            ModelSeconds = rows.Where(row => row.From is null).Sum(row => row.Seconds),
            Reused = rows.LongCount(row => row.From is not null),
        };
    }
}
