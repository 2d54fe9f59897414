using Mpa.Costs;
using Mpa.Files;
using Mpa.Images;
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
    /// <param name="images">How many.</param>
    /// <param name="folder">Full path of an empty folder to work in.</param>
    /// <param name="cancellation">Ends it between two batches.</param>
    /// <exception cref="MpaException">The recipe or an input is wrong, or no image can be used.</exception>
    public static async Task<AnnotationTrial> RunAsync(
        Recipe recipe, RunParts parts, int images, string folder, CancellationToken cancellation)
    {
        Recipe trial = recipe with
        {
            Output = folder,
            ImageLimit = images,
            Reuse = [],
            Annotate = recipe.Annotate with { TargetKept = 0 },
        };
        await new Pipeline(parts).RunAsync(trial, until: Stage.Annotate, cancellation: cancellation);
        RunSession run = new(trial, parts);
        Dictionary<string, ImageItem> items =
            JsonLines.Read<ImageItem>(run.Folder.Images).ToDictionary(image => image.Id);
        TriedPair[] pairs =
        [
            .. JsonLines.Read<PseudoAnnotation>(run.Folder.Annotations)
                .Select(row => TriedPair.Of(row, items[row.ImageId].Path, run.Task.AnnotationPrompt)),
        ];
        return new AnnotationTrial(pairs, JsonLines.Read<LedgerRow>(run.Folder.Ledger).Sum(row => row.Cost));
    }
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
