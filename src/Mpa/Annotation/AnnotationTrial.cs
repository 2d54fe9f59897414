using Mpa.Asking;
using Mpa.Costs;
using Mpa.Files;
using Mpa.Images;
using Mpa.Models;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Annotation;

/// <summary>
/// What the teacher makes of a few images, as a run would ask it: the same prompt, the same sampling, the same reading
/// of the reply. The run itself is left as it is.
/// </summary>
/// <param name="Pairs">In the order of the images.</param>
/// <param name="Cost">Of a served teacher, in its currency; the run's own ledger doesn't count it.</param>
public sealed record AnnotationTrial(IReadOnlyList<TriedPair> Pairs, double Cost)
{
    /// <summary>Asks about the first images.</summary>
    /// <param name="recipe">What would run.</param>
    /// <param name="parts">What it would run with.</param>
    /// <param name="order">How many, and who answers again.</param>
    /// <param name="folder">Full path of an empty folder to work in.</param>
    /// <param name="cancellation">Ends it between two batches.</param>
    /// <exception cref="MpaException">The recipe or an input is wrong, or no image can be used.</exception>
    public static async Task<AnnotationTrial> RunAsync(
        Recipe recipe, RunParts parts, TrialOrder order, string folder, CancellationToken cancellation)
    {
        Recipe trial = recipe with
        {
            Output = folder,
            ImageLimit = order.Images,
            Reuse = [],
            Annotate = recipe.Annotate with { TargetKept = 0 },
        };
        await new Pipeline(parts).RunAsync(trial, until: Stage.Annotate, cancellation: cancellation);
        RunSession run = new(trial, parts);
        Dictionary<string, ImageItem> items =
            JsonLines.Read<ImageItem>(run.Folder.Images).ToDictionary(image => image.Id);
        Inquiry<PseudoAnnotation> inquiry = Annotator.Inquire(run, int.MaxValue);
        Dictionary<string, string> prompts =
            inquiry.Asks.ToDictionary(ask => ask.Id, ask => inquiry.Request(ask).Prompt);
        TrialAnswers answers = await TrialAnswers.AskAsync(run, order.Again, cancellation);
        TriedPair[] pairs =
        [
            .. JsonLines.Read<PseudoAnnotation>(run.Folder.Annotations).Select(row => answers.Judge(
                row, TriedPair.Of(row, items[row.ImageId].Path, prompts[row.Id]))),
        ];
        return new AnnotationTrial(pairs, JsonLines.Read<LedgerRow>(run.Folder.Ledger).Sum(row => row.Cost));
    }
}

/// <summary>What a trial asks.</summary>
/// <param name="Images">How many of the first images.</param>
public sealed record TrialOrder(int Images)
{
    /// <summary>Who is asked the questions of the pairs again: nobody, the teacher, or both models.</summary>
    public IReadOnlyList<ModelRole> Again { get; init; } = [];
}

/// <summary>A pair, and how it came about.</summary>
/// <param name="Image">Path of the image below the images' folder.</param>
/// <param name="Prompt">What the teacher was asked.</param>
/// <param name="Reply">What it replied.</param>
/// <param name="Question">As read in the reply; null where there is no pair.</param>
/// <param name="Answer">Likewise.</param>
/// <param name="Problem">Why there is no pair; null where there is one.</param>
public sealed record TriedPair(
    string Image, string Prompt, string Reply, string? Question, string? Answer, string? Problem)
{
    /// <summary>What the models said to the question, in the order in which they were asked.</summary>
    public IReadOnlyList<(ModelRole Who, string Text)> Again { get; init; } = [];

    /// <summary>What follows by the parity rule, in words; null where nobody was asked again.</summary>
    public string? Verdict { get; init; }

    /// <summary>What it thought before it replied, cut where it is long; null without.</summary>
    public string? Thoughts { get; init; }

    internal static TriedPair Of(PseudoAnnotation row, string image, string prompt)
    {
        string? problem = row.Cause is not { } cause
            ? null
            : row.Detail is { } detail ? $"{cause.Name()}: {detail}" : cause.Name();
        return new TriedPair(image, prompt, row.RawReply, row.Question, row.Answer, problem)
        {
            Thoughts = row.Thoughts,
        };
    }
}
