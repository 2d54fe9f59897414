using System.Text.Json.Serialization;
using Mpa.Asking;
using Mpa.Evaluation.Judging;
using Mpa.Files;
using Mpa.Images;
using Mpa.Models;
using Mpa.Recipes;
using Mpa.Replies;
using Mpa.Runs;

namespace Mpa.Annotation;

/// <summary>
/// Says which images the teacher is asked about. A model that says neither yes nor no leaves nothing out: what it could
/// not tell, the teacher may.
/// </summary>
internal static class ImageFilter
{
    /// <summary>Asks the filter's model what is unasked; nothing for a recipe without one.</summary>
    public static async Task<AskedCost> CompleteAsync(RunSession run, Stage stage, CancellationToken cancellation)
    {
        if (Inquire(run) is not { } inquiry)
        {
            return default;
        }

        AskedTally rows = await new AskedRows<FilterReply>(run, inquiry).CompleteAsync(
            stage, done => run.Report(stage, done.Rows, inquiry.Asks.Count, "images looked at"), cancellation);
        return rows.Cost;
    }

    /// <summary>Whether the filter's model has still to look at an image.</summary>
    public static bool IsOpen(RunSession run) => Inquire(run) is { } inquiry
        && inquiry.Asks.Count > JsonLines.Stream<FilterReply>(run.Folder.Filter)
            .Join(inquiry.Asks, row => row.ImageId, ask => ask.Id, (row, ask) => inquiry.Holds(ask, row))
            .Count(holds => holds);

    /// <summary>
    /// Whether the teacher is asked about an image, by what is on file; null for a recipe without a filter.
    /// </summary>
    /// <param name="recipe">The run's.</param>
    /// <param name="folder">Likewise.</param>
    public static Func<ImageItem, bool>? Of(Recipe recipe, RunFolder folder)
    {
        if (recipe.Annotate.Filter is not { } filter)
        {
            return null;
        }

        HashSet<string> left =
        [
            .. JsonLines.Stream<FilterReply>(filter.Model is null ? "" : folder.Filter)
                .Where(row => row.Worth == false)
                .Select(row => row.ImageId),
        ];
        return image => IsLarge(image, filter) && !left.Contains(image.Id);
    }

    /// <summary>A request for each image that the rule lets pass; null without a model.</summary>
    public static Inquiry<FilterReply>? Inquire(RunSession run)
    {
        if (run.Recipe.Annotate.Filter is not { Model: { } model } filter)
        {
            return null;
        }

        ImageItem[] images =
            [.. ImageItem.ReadById(run.Folder).Values.Where(image => IsLarge(image, filter))];
        ReplyKeys keys = ReplyKeys.Of(run, model);
        SamplingOptions sampling = new(filter.MaxNewTokens);
        return new Inquiry<FilterReply>
        {
            Model = model,
            Role = ModelRole.Filter,
            File = folder => folder.Filter,
            Planned = () => images.Select((image, index) => new Ask(image.Id, index)),
            KeyOf = ask => keys.Of(KeyedItem.Of(images[ask.Item]), filter.Question, sampling),
            Request = ask => new ModelRequest(run.Shown(images[ask.Item]), filter.Question, sampling),
            ToRow = (ask, key, reply) => FilterReply.Of(ask.Id, key, reply),
            BatchSize = filter.BatchSize,
            Finish = rows => rows.Select(row => row.Read()),
        };
    }

    private static bool IsLarge(ImageItem image, FilterOptions filter) =>
        image.Shown.Any(part => Math.Min(part.Width, part.Height) >= filter.MinSide);
}

/// <summary>What the filter's model said of an image (a row of 1-filter.jsonl).</summary>
internal sealed record FilterReply : IAskedRow<FilterReply>
{
    /// <summary>The <see cref="ImageItem"/>.</summary>
    public required string ImageId { get; init; }

    /// <summary>Whether the teacher is to be asked about it; null when the model did not say.</summary>
    public bool? Worth { get; init; }

    /// <summary>The model's words, unchanged.</summary>
    public required string Reply { get; init; }

    /// <summary>Why there is no reply; null when there is one.</summary>
    public string? Error { get; init; }

    /// <summary>Content key: image hash, prompt, model fingerprint, sampling.</summary>
    public required string Key { get; init; }

    /// <summary>Tokens read.</summary>
    public required int PromptTokens { get; init; }

    /// <summary>Tokens written.</summary>
    public required int ReplyTokens { get; init; }

    /// <summary>Share of the batch's time.</summary>
    public required double Seconds { get; init; }

    /// <summary>Of these, tokens of thoughts.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int ThoughtTokens { get; init; }

    /// <summary>The run folder that the row was taken from; null for a row asked in this run.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? From { get; init; }

    string IAskedRow<FilterReply>.Id => ImageId;

    string? IAskedRow<FilterReply>.WhyUnusable => Error ?? (Read().Worth is null ? "neither yes nor no" : null);

    FilterReply IAskedRow<FilterReply>.TakenFrom(string run) => this with { From = From ?? run };

    /// <summary>The row of a reply.</summary>
    public static FilterReply Of(string imageId, string key, ModelReply reply)
    {
        ReadReply read = ReplyReader.Read(reply, ModelRole.Filter);
        return new FilterReply
        {
            ImageId = imageId,
            Worth = read.WhyUnanswered is null ? JudgePrompt.Read(read.Text) : null,
            Reply = read.Words,
            Error = read.WhyUnanswered,
            Key = key,
            PromptTokens = reply.PromptTokens,
            ReplyTokens = reply.ReplyTokens,
            Seconds = reply.Seconds,
            ThoughtTokens = reply.ThoughtTokens,
        };
    }

    /// <summary>Reads the reply again, whatever an earlier version made of it.</summary>
    public FilterReply Read() => this with
    {
        Worth = Error is null ? JudgePrompt.Read(ReplyReader.Read(Reply, ModelRole.Filter).Text) : null,
    };
}
