using Mpa.Asking;
using Mpa.Files;
using Mpa.Images;
using Mpa.Models;
using Mpa.Recipes;
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
        IReadOnlyList<ImageItem> images = [.. ImageItem.ReadById(run.Folder).Values];
        AnnotateOptions options = run.Recipe.Annotate;
        ReplyKeys keys = ReplyKeys.Of(run, run.Recipe.Teacher);
        string prompt = run.Task.AnnotationPrompt;
        return new Inquiry<PseudoAnnotation>
        {
            Model = run.Recipe.Teacher,
            Role = ModelRole.Teacher,
            File = folder => folder.Annotations,
            Asks = [.. images.SelectMany((image, index) => AsksAbout(image, index))],
            Request = ask => new ModelRequest([run.Shown(images[ask.Item])], prompt, Drawn(ask), PairForm.Instance),
            ToRow = (ask, reply) => Row(ask, images[ask.Item].Id, reply),
            Accepts = (ask, row) => IsPair(row) && keys.IsSameBefore(
                row.Key, row.EarlierReplies?.Count ?? 0, KeyedImage.Of(images[ask.Item]), prompt, Drawn(ask)),
            BatchSize = options.BatchSize,
            Finish = rows => NearDuplicates.Mark(rows.Select(Read), options.DuplicateOverlap),
        };

        IEnumerable<Ask> AsksAbout(ImageItem image, int index)
        {
            for (int number = 0; number < options.PerImage; number++)
            {
                string key = keys.OfPair(
                    KeyedImage.Of(image), prompt, Sampling(run.Recipe, image.Sha256, number));
                yield return new Ask($"{image.Id}#{number}", key, index, number, index < imageCount);
            }
        }

        SamplingOptions Drawn(Ask ask) => Sampling(run.Recipe, images[ask.Item].Sha256, ask.Number);
    }

    private static bool IsPair(PseudoAnnotation row) => Read(row).Cause is null;

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

    private static PseudoAnnotation Row(Ask ask, string imageId, ModelReply reply)
    {
        (AnnotationCause? cause, string? detail) = (reply.Error, reply.Finish) switch
        {
            ({ } error, _) => (AnnotationCause.Error, error),
            (_, FinishReason.Error) => (AnnotationCause.Error, "the model gave no reason"),
            (_, FinishReason.Refusal) => (AnnotationCause.Refused, null),
            (_, FinishReason.Length) => (AnnotationCause.Truncated, $"cut after {reply.ReplyTokens} tokens"),
            _ => ((AnnotationCause?)null, (string?)null),
        };
        return Read(new PseudoAnnotation
        {
            Id = ask.Id,
            ImageId = imageId,
            RawReply = reply.Text,
            Cause = cause,
            Detail = detail,
            Key = ask.Key,
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
            Cause = parsed.IsPair ? null : AnnotationCause.Unreadable,
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
