using Mpa.Files;
using Mpa.Images;
using Mpa.Parity;
using Mpa.Runs;

namespace Mpa.Annotation;

/// <summary>
/// Annotates and identifies in rounds, each over more images, until the parity rule has kept as many pairs as asked for. A round depends
/// on nothing but the rounds before it, so an interrupted run takes the same ones.
/// </summary>
internal static class AnnotationTarget
{
    /// <summary>Runs the rounds; without a target there is one, over all images.</summary>
    public static async Task<StageCounts> RunAsync(RunSession session, CancellationToken cancellation)
    {
        AnnotateOptions options = session.Recipe.Annotate;
        IReadOnlyList<ImageItem> all = JsonLines.Read<ImageItem>(session.Folder.Images);
        Annotator annotator = new(session);
        if (options.TargetKept == 0)
        {
            return await annotator.RunAsync(all.Count, cancellation);
        }

        int images = NextRound(0, 0, options.TargetKept, all.Count);
        while (true)
        {
            StageCounts counts = await annotator.RunAsync(images, cancellation);
            HashSet<string> asked = [.. all.Take(images).Select(image => image.Id)];
            IReadOnlyList<ParityExample> judged = await new ParityIdentifier(session, Stage.Annotate).JudgeAsync(asked.Contains, cancellation);
            int kept = judged.Count(example => example.Verdict == Verdict.Kept);
            if (kept >= options.TargetKept || images == all.Count)
            {
                return counts;
            }

            images = NextRound(images, kept, options.TargetKept, all.Count);
        }
    }

    /// <summary>
    /// How many images to have asked about after the next round: as many as the share kept so far says, and a tenth more; at most
    /// three times as many as before, since a first share is a rough one.
    /// </summary>
    internal static int NextRound(int asked, int kept, int target, int all)
    {
        double perImage = asked == 0 ? 1 : (double)kept / asked;
        double missing = perImage == 0 ? double.MaxValue : Math.Ceiling(1.1 * (target - kept) / perImage);
        double most = asked == 0 ? all : 2.0 * asked;
        return (int)Math.Min(all, asked + Math.Max(1, Math.Min(missing, most)));
    }
}
