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
    private const string Pairs = "pairs";

    /// <summary>Annotates the first images of the run.</summary>
    /// <param name="imageCount">How many; rows of later images that are there already are used too.</param>
    /// <param name="cancellation">Ends the work between two batches.</param>
    public async Task<StageCounts> RunAsync(int imageCount, CancellationToken cancellation)
    {
        Inquiry<PseudoAnnotation> inquiry = Inquire(run, imageCount);
        long wanted = inquiry.Asks.LongCount(ask => ask.Wanted);
        AskedTally rows = await new AskedRows<PseudoAnnotation>(run, inquiry).CompleteAsync(
            stage,
            done => run.Report(stage, done.Rows, Math.Max(done.Rows, wanted), Summary(done)),
            cancellation);
        return Counts(inquiry.Asks.Count, rows);
    }

    /// <summary>Every request of the stage, image by image; only those about the first images are wanted.</summary>
    public static Inquiry<PseudoAnnotation> Inquire(RunSession run, int imageCount)
    {
        Lazy<IReadOnlyList<ImageItem>> images = new(() => [.. ImageItem.ReadById(run.Folder).Values]);
        AnnotateOptions options = run.Recipe.Annotate;
        ReplyKeys keys = ReplyKeys.Of(run, run.Recipe.Teacher);
        string prompt = run.Task.AnnotationPrompt;
        return new Inquiry<PseudoAnnotation>
        {
            Model = run.Recipe.Teacher,
            Role = ModelRole.Teacher,
            File = folder => folder.Annotations,
            Planned = () => images.Value.SelectMany(AsksAbout),
            KeyOf = ask => keys.OfPair(KeyedImage.Of(About(ask)), prompt, Drawn(ask)),
            Request = ask => new ModelRequest([run.Shown(About(ask))], prompt, Drawn(ask), PairForm.Instance),
            ToRow = (ask, key, reply) => Row(ask.Id, About(ask).Id, key, reply),
            Accepts = (ask, row) => IsPair(row) && keys.IsSameBefore(
                row.Key, row.EarlierReplies?.Count ?? 0, KeyedImage.Of(About(ask)), prompt, Drawn(ask)),
            BatchSize = options.BatchSize,
            Finish = rows => NearDuplicates.Mark(rows.Select(Read), options.DuplicateOverlap),
            Name = row => row.Cause?.Name() ?? Pairs,
        };

        IEnumerable<Ask> AsksAbout(ImageItem image, int index) =>
            from number in Enumerable.Range(0, options.PerImage)
            select new Ask($"{image.Id}#{number}", index, number, index < imageCount);

        ImageItem About(Ask ask) => images.Value[ask.Item];

        SamplingOptions Drawn(Ask ask) => Sampling(run.Recipe, About(ask).Sha256, ask.Number);
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

    private static PseudoAnnotation Row(string id, string imageId, string key, ModelReply reply)
    {
        ReadReply read = ReplyReader.Read(reply, ModelRole.Teacher);
        (AnnotationCause? cause, string? detail) = read.Cause switch
        {
            ReplyCause.Error => (AnnotationCause.Error, read.Detail),
            ReplyCause.Refused => (AnnotationCause.Refused, null),
            ReplyCause.Truncated => (AnnotationCause.Truncated, read.Detail),
            ReplyCause.Thinking => (AnnotationCause.Thinking, read.Detail),
            _ => ((AnnotationCause?)null, (string?)null),
        };
        return Read(new PseudoAnnotation
        {
            Id = id,
            ImageId = imageId,
            RawReply = read.Words,
            Cause = cause,
            Detail = detail,
            Key = key,
            PromptTokens = reply.PromptTokens,
            ReplyTokens = reply.ReplyTokens,
            Seconds = reply.Seconds,
            ThoughtTokens = reply.ThoughtTokens,
            Thoughts = read.Thoughts,
            EarlierReplies = reply.Earlier,
        });
    }

    /// <summary>Reads the raw reply (again), whatever an earlier version or option made of it.</summary>
    private static PseudoAnnotation Read(PseudoAnnotation row)
    {
        if (row.Cause is AnnotationCause.Error
            or AnnotationCause.Refused
            or AnnotationCause.Truncated
            or AnnotationCause.Thinking)
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

    private static string Summary(AskedTally rows) =>
        StageCounts.Tell(rows.ByName.OrderBy(pair => pair.Key != Pairs));

    private static StageCounts Counts(long requests, AskedTally rows)
    {
        ILookup<bool, KeyValuePair<string, long>> causes = rows.ByName
            .Where(pair => pair.Key != Pairs)
            .ToLookup(pair => pair.Key == AnnotationCause.NearDuplicate.Name());
        SortedDictionary<string, long> rejected = new(causes[true].ToDictionary(), StringComparer.Ordinal);
        if (requests > rows.Rows)
        {
            rejected.Add("target reached", requests - rows.Rows);
        }

        return new StageCounts
        {
            In = requests,
            Out = new Dictionary<string, long> { [Pairs] = rows.ByName.GetValueOrDefault(Pairs) },
            Rejected = rejected,
            Failed = causes[false].ToDictionary(),
            Cost = rows.Cost,
        };
    }
}
