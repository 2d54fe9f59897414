using System.Globalization;
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
        AskedCost looked = await ImageFilter.CompleteAsync(run, stage, cancellation);
        Inquiry<PseudoAnnotation> inquiry = Inquire(run, imageCount);
        long wanted = inquiry.Asks.LongCount(ask => ask.Wanted);
        AskedTally rows = await new AskedRows<PseudoAnnotation>(run, inquiry).CompleteAsync(
            stage,
            done => run.Report(stage, done.Rows, Math.Max(done.Rows, wanted), Summary(done)),
            cancellation);
        return Counts(inquiry.Asks.Count, rows, looked, LeftOut(run));
    }

    /// <summary>Every request of the stage, image by image; only those about the first images are wanted.</summary>
    public static Inquiry<PseudoAnnotation> Inquire(RunSession run, int imageCount)
    {
        Lazy<OrderedDictionary<string, ImageItem>> byId = new(() => ImageItem.ReadById(run.Folder));
        Lazy<Func<ImageItem, bool>?> passes = new(() => ImageFilter.Of(run.Recipe, run.Folder));
        AnnotateOptions options = run.Recipe.Annotate;
        ReplyKeys keys = ReplyKeys.Of(run, run.Recipe.Teacher);
        TaskAsks asks = new(run.Task, options.PerImage);
        return new Inquiry<PseudoAnnotation>
        {
            Model = run.Recipe.Teacher,
            Role = ModelRole.Teacher,
            File = folder => folder.Annotations,
            Planned = () => byId.Value.Values.SelectMany(AsksAbout),
            KeyOf = ask =>
            {
                (KeyedItem image, TaskAsk asked) = (KeyedItem.Of(About(ask)), asks.Of(About(ask), ask.Number));
                return asked.Given is null
                    ? keys.OfPair(image, asked.Prompt, Drawn(ask))
                    : keys.Of(image, asked.Prompt, Drawn(ask));
            },
            Request = ask =>
            {
                TaskAsk asked = asks.Of(About(ask), ask.Number);
                return new ModelRequest(run.Shown(About(ask)), asked.Prompt, Drawn(ask), asked.Form);
            },
            ToRow = (ask, key, reply) => Row(ask.Id, About(ask).Id, key, reply, asks.Of(About(ask), ask.Number)),
            Accepts = (ask, row) => asks.Of(About(ask), ask.Number) is { Given: null } asked
                && Read(row, asked).Cause is null
                && keys.IsSameBefore(
                    row.Key, row.EarlierReplies?.Count ?? 0, KeyedItem.Of(About(ask)), asked.Prompt, Drawn(ask)),
            BatchSize = options.BatchSize,
            Finish = rows => NearDuplicates.Mark(rows.Select(Again), options.DuplicateOverlap),
            Name = row => row.Cause?.Name() ?? Pairs,
        };

        IEnumerable<Ask> AsksAbout(ImageItem image, int index) =>
            from number in Enumerable.Range(0, passes.Value?.Invoke(image) == false ? 0 : asks.Count(image))
            select new Ask($"{image.Id}#{number}", index, number, index < imageCount);

        ImageItem About(Ask ask) => byId.Value.GetAt(ask.Item).Value;

        SamplingOptions Drawn(Ask ask) => Sampling(run.Recipe, About(ask).Sha256, ask.Number);

        // The file's order is the plan's, in which a row's number stands at the end of its id.
        PseudoAnnotation Again(PseudoAnnotation row)
        {
            int number = int.Parse(row.Id.AsSpan(row.Id.LastIndexOf('#') + 1), CultureInfo.InvariantCulture);
            return Read(row, asks.Of(byId.Value[row.ImageId], number));
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

    private static PseudoAnnotation Row(string id, string imageId, string key, ModelReply reply, TaskAsk asked)
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
        PseudoAnnotation row = new()
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
        };
        return Read(row, asked);
    }

    /// <summary>Reads the raw reply (again), whatever an earlier version or option made of it.</summary>
    private static PseudoAnnotation Read(PseudoAnnotation unread, TaskAsk asked)
    {
        PseudoAnnotation row = unread with { Kind = asked.Kind, Given = asked.Given is not null };
        if (row.Cause is AnnotationCause.Error
            or AnnotationCause.Refused
            or AnnotationCause.Truncated
            or AnnotationCause.Thinking)
        {
            return row with { Question = asked.Given };
        }

        ParsedReply parsed = asked.Given is { } given
            ? ReplyParser.ParseAnswer(given, row.RawReply, asked.Answer)
            : ReplyParser.Parse(row.RawReply, asked.Answer);
        return row with
        {
            Question = asked.Given ?? parsed.Question,
            Answer = parsed.Answer,
            Cause = parsed.Cause,
            Detail = parsed.Detail,
        };
    }

    private static string Summary(AskedTally rows) =>
        StageCounts.Tell(rows.ByName.OrderBy(pair => pair.Key != Pairs));

    /// <summary>Requests that a filter spares.</summary>
    private static long LeftOut(RunSession run)
    {
        TaskAsks asks = new(run.Task, run.Recipe.Annotate.PerImage);
        return ImageFilter.Of(run.Recipe, run.Folder) is { } passes
            ? JsonLines.Stream<ImageItem>(run.Folder.Images)
                .Where(image => !passes(image))
                .Sum(image => (long)asks.Count(image))
            : 0;
    }

    private static StageCounts Counts(long requests, AskedTally rows, AskedCost looked, long leftOut)
    {
        ILookup<bool, KeyValuePair<string, long>> causes = rows.ByName
            .Where(pair => pair.Key != Pairs)
            .ToLookup(pair => pair.Key == AnnotationCause.NearDuplicate.Name());
        SortedDictionary<string, long> rejected = new(causes[true].ToDictionary(), StringComparer.Ordinal);
        if (requests > rows.Rows)
        {
            rejected.Add("target reached", requests - rows.Rows);
        }

        if (leftOut > 0)
        {
            rejected.Add("image filtered", leftOut);
        }

        return new StageCounts
        {
            In = requests + leftOut,
            Out = new Dictionary<string, long> { [Pairs] = rows.ByName.GetValueOrDefault(Pairs) },
            Rejected = rejected,
            Failed = causes[false].ToDictionary(),
            Cost = rows.Cost + looked,
        };
    }
}
