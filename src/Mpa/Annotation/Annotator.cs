using Mpa.Asking;
using Mpa.Files;
using Mpa.Images;
using Mpa.Models;
using Mpa.Recipes;
using Mpa.Replies;
using Mpa.Runs;

namespace Mpa.Annotation;

/// <summary>Asks the teacher for pairs. A reply that holds none is a row with its cause and its raw text.</summary>
internal sealed class Annotator(RunSession run, Stage stage)
{
    /// <summary>Annotates the first images of the run.</summary>
    /// <param name="imageCount">How many; rows of later images that are there already are used too.</param>
    /// <param name="cancellation">Ends the work between two batches.</param>
    public async Task<StageCounts> RunAsync(int imageCount, CancellationToken cancellation)
    {
        Inquiry<PseudoAnnotation> inquiry = Inquire(run, imageCount);
        long wanted = inquiry.Asks.LongCount(ask => ask.Wanted);
        IReadOnlyList<PseudoAnnotation> rows = await new AskedRows<PseudoAnnotation>(run, inquiry).CompleteAsync(
            stage,
            done => run.Report(stage, done.Count, Math.Max(done.Count, wanted), Summary(done)),
            cancellation);
        return Counts(inquiry.Asks.Count, rows);
    }

    /// <summary>Every request of the stage, image by image; only those about the first images are wanted.</summary>
    public static Inquiry<PseudoAnnotation> Inquire(RunSession run, int imageCount)
    {
        IReadOnlyList<ImageItem> images = JsonLines.Read<ImageItem>(run.Folder.Images);
        return new Inquiry<PseudoAnnotation>
        {
            Model = run.Recipe.Teacher,
            Role = ModelRole.Teacher,
            File = folder => folder.Annotations,
            Asks = [.. images.SelectMany((image, index) => AskAbout(run, image, index < imageCount))],
            BatchSize = run.Recipe.Annotate.BatchSize,
            Finish = rows => NearDuplicates.Mark(rows.Select(Read), run.Recipe.Annotate.DuplicateOverlap),
        };
    }

    private static IEnumerable<Ask<PseudoAnnotation>> AskAbout(RunSession run, ImageItem image, bool wanted)
    {
        string prompt = run.Task.AnnotationPrompt;
        string fingerprint = run.Fingerprint(run.Recipe.Teacher);
        for (int number = 0; number < run.Recipe.Annotate.PerImage; number++)
        {
            string id = $"{image.Id}#{number}";
            SamplingOptions sampling = Sampling(run.Recipe, image.Sha256, number);
            string key = ContentKey.OfReply(image.Sha256, prompt, fingerprint, sampling);
            ModelRequest request = new([run.Shown(image)], prompt, sampling, PairForm.Instance);
            yield return new Ask<PseudoAnnotation>(id, key, request, reply => Row(id, image.Id, key, reply), wanted);
        }
    }

    /// <summary>
    /// Each request has a seed of its own, drawn from the run's, the image's content and the number; greedy decoding
    /// has none.
    /// </summary>
    private static SamplingOptions Sampling(Recipe recipe, string imageSha256, int number)
    {
        AnnotateOptions options = recipe.Annotate;
        ulong seed = options.Temperature > 0 ? ContentKey.Seed("annotate", recipe.Seed, imageSha256, number) : 0;
        return new SamplingOptions(options.MaxNewTokens, options.Temperature, options.TopP, Seed: seed);
    }

    private static PseudoAnnotation Row(string id, string imageId, string key, ModelReply reply)
    {
        ReadReply read = ReplyReader.Read(reply, ModelRole.Teacher);
        (AnnotationCause? cause, string? detail) = read.Cause switch
        {
            ReplyCause.Error => (AnnotationCause.Error, read.Detail),
            ReplyCause.Refused => (AnnotationCause.Refused, null),
            ReplyCause.Truncated => (AnnotationCause.Truncated, read.Detail),
            _ => ((AnnotationCause?)null, (string?)null),
        };
        return Read(new PseudoAnnotation
        {
            Id = id,
            ImageId = imageId,
            RawReply = reply.Text,
            Cause = cause,
            Detail = detail,
            Key = key,
            PromptTokens = reply.PromptTokens,
            ReplyTokens = reply.ReplyTokens,
            Seconds = reply.Seconds,
            EarlierReplies = reply.Earlier,
        });
    }

    /// <summary>Reads the raw reply (again), whatever an earlier version or option made of it.</summary>
    private static PseudoAnnotation Read(PseudoAnnotation row)
    {
        if (row.Cause is AnnotationCause.Error or AnnotationCause.Refused or AnnotationCause.Truncated)
        {
            return row;
        }

        ParsedReply parsed = ReplyParser.Parse(row.RawReply);
        return row with
        {
            Question = parsed.Question,
            Answer = parsed.Answer,
            Cause = parsed.Cause,
            Detail = parsed.Detail,
        };
    }

    private static string Summary(IReadOnlyList<PseudoAnnotation> rows) => StageCounts.Tell(
        StageCounts.CountBy(rows.Select(row => row.Cause?.Name() ?? "pairs")).OrderBy(pair => pair.Key != "pairs"));

    private static StageCounts Counts(int requests, IReadOnlyList<PseudoAnnotation> rows)
    {
        ILookup<bool, string> causes = rows
            .Select(row => row.Cause)
            .OfType<AnnotationCause>()
            .ToLookup(cause => cause == AnnotationCause.NearDuplicate, cause => cause.Name());
        IEnumerable<string> unasked = Enumerable.Repeat("target reached", requests - rows.Count);
        return new StageCounts
        {
            In = requests,
            Out = new Dictionary<string, long> { ["pairs"] = rows.LongCount(row => row.Cause is null) },
            Rejected = StageCounts.CountBy(causes[true].Concat(unasked)),
            Failed = StageCounts.CountBy(causes[false]),
            Cost = AskedCost.Of(rows),
        };
    }
}
