using Mpa.Asking;
using Mpa.Files;
using Mpa.Images;
using Mpa.Models;
using Mpa.Parity;
using Mpa.Planning;
using Mpa.Recipes;
using Mpa.Runs;
using Mpa.Tasks;

namespace Mpa.Annotation;

/// <summary>
/// Stage 1, the paper's Pseudo Annotator: the teacher writes a question and its answer for each image.
/// </summary>
internal sealed class AnnotateStage : Stage
{
    public override int Number => 1;

    public override string Name => "annotate";

    public override string Unit => "requests";

    public override string? Alone => "Stage 1 alone (PA): the teacher writes a question and an answer for each image.";

    internal override bool Asks => true;

    internal override IReadOnlyList<string> Files(RunFolder folder) => [folder.Filter, folder.Annotations];

    internal override IReadOnlyList<string> Costly(RunFolder folder) => Files(folder);

    /// <summary>With a target the stage depends on what is kept, and so on the student too.</summary>
    internal override string Key(RunSession run)
    {
        Recipe recipe = run.Recipe;
        return ContentKey.Of(
        [
            Name,
            run.DigestOf(run.Folder.Images),
            run.Task.AskKey,
            run.Fingerprint(recipe.Teacher),
            recipe.Annotate with { BatchSize = 0, Filter = Filter(recipe) },
            .. recipe.Annotate.Filter?.Model is { } filter ? [run.Fingerprint(filter)] : Array.Empty<object>(),
            recipe.Seed,
            recipe.Annotate.TargetKept > 0 ? ParityIdentifier.RuleKey(run) : null,
        ]);

        static FilterOptions? Filter(Recipe recipe) =>
            recipe.Annotate.Filter is { } filter ? filter with { Model = null, BatchSize = 0 } : null;
    }

    internal override StagePlan Plan(StageOutlook outlook)
    {
        Recipe recipe = outlook.Run.Recipe;
        AnnotateOptions options = recipe.Annotate;
        VqaTask task = outlook.Run.Task;
        bool given = task.Questions.Count > 0 || recipe.ImageQuestions is not null;
        double requests = Math.Max(1, (double)RequestsOf(outlook) / Math.Max(1, outlook.Images));
        RequestShape each = given
            ? RequestShape.Answer(task, options.MaxNewTokens, recipe.ImagesMost, requests, options.BatchSize)
            : RequestShape.Pair(
                task.Ask.Select(ask => TaskPrompts.Ask(task, ask)).MaxBy(prompt => prompt.Length)!,
                options.MaxNewTokens,
                recipe.ImagesMost,
                requests,
                options.BatchSize);
        ModelPlan teacher = outlook.Done is { } done
            ? ModelPlan.Done(ModelRole.Teacher, recipe.Teacher, done.In, each)
            : new AskedRows<PseudoAnnotation>(outlook.Run, Annotator.Inquire(outlook.Run, int.MaxValue))
                .Plan(
                    RequestsOf(outlook), outlook.AtMost || options.TargetKept > 0 || options.Filter is not null, each);
        return new StagePlan(this, outlook.Done is not null, [.. PlanFilter(outlook), teacher]);
    }

    private static IEnumerable<ModelPlan> PlanFilter(StageOutlook outlook)
    {
        if (outlook.Done is null && ImageFilter.Inquire(outlook.Run) is { } inquiry)
        {
            FilterOptions filter = outlook.Run.Recipe.Annotate.Filter!;
            RequestShape each = RequestShape.Pair(
                filter.Question, filter.MaxNewTokens, outlook.Run.Recipe.ImagesMost, 1, filter.BatchSize);
            yield return new AskedRows<FilterReply>(outlook.Run, inquiry).Plan(outlook.Images, outlook.AtMost, each);
        }
    }

    /// <summary>Requests of the stage, as far as the images are known.</summary>
    internal static long RequestsOf(StageOutlook outlook)
    {
        Recipe recipe = outlook.Run.Recipe;
        int ofTask = outlook.Run.Task.Questions.Count;
        int each = ofTask > 0 ? ofTask : recipe.Annotate.PerImage;
        if (recipe.ImageQuestions is null)
        {
            return outlook.Images * each;
        }

        IReadOnlyDictionary<string, IReadOnlyList<string>> asked = outlook.Run.OpenImages(DataAccess.Look).Questions;
        return asked.Values.Sum(questions => (long)questions.Count + ofTask)
            + (Math.Max(0, outlook.Images - asked.Count) * each);
    }

    /// <summary>
    /// Without a target one round over all images. With one, rounds each over more images, identified as they come,
    /// until the parity rule has kept as many pairs as asked for. A round depends on nothing but the rounds before it,
    /// so an interrupted run takes the same ones.
    /// </summary>
    internal override async Task<StageCounts> RunAsync(RunSession run, string key, CancellationToken cancellation)
    {
        IReadOnlyList<ImageItem> all = JsonLines.Read<ImageItem>(run.Folder.Images);
        Annotator annotator = new(run, this);
        int target = run.Recipe.Annotate.TargetKept;
        if (target == 0)
        {
            return await annotator.RunAsync(all.Count, cancellation);
        }

        int images = NextRound(0, 0, target, all.Count);
        while (true)
        {
            StageCounts counts = await annotator.RunAsync(images, cancellation);
            HashSet<string> asked = [.. all.Take(images).Select(image => image.Id)];
            IEnumerable<ParityExample> decided =
                await new ParityIdentifier(run, this).DecideAsync(asked.Contains, cancellation);
            int kept = decided.Count(example => example.Verdict == Verdict.Kept);
            if (kept >= target || images == all.Count)
            {
                return counts;
            }

            images = NextRound(images, kept, target, all.Count);
        }
    }

    /// <summary>
    /// How many images to have asked about after the next round: as many as the share kept so far says, and a tenth
    /// more; at most three times as many as before, since a first share is a rough one.
    /// </summary>
    internal static int NextRound(int asked, int kept, int target, int all)
    {
        double perImage = asked == 0 ? 1 : (double)kept / asked;
        double missing = perImage == 0 ? double.MaxValue : Math.Ceiling(1.1 * (target - kept) / perImage);
        double most = asked == 0 ? all : 2.0 * asked;
        return (int)Math.Min(all, asked + Math.Max(1, Math.Min(missing, most)));
    }
}

/// <summary>What the annotation of a run still has to ask, for those who ask it elsewhere.</summary>
public static class AnnotationRequests
{
    /// <summary>The requests without a row, in the order of the plan; the images must have been collected.</summary>
    /// <exception cref="MpaException">A filter's model has not looked at all images.</exception>
    public static IReadOnlyList<ModelRequest> Missing(Recipe recipe, RunParts parts)
    {
        RunSession run = new(recipe, parts);
        if (ImageFilter.IsOpen(run))
        {
            throw new MpaException(
                "annotate.filter has a model look at each image before the teacher is asked, and it has not looked at "
                    + "all. A batch can't wait for it: leave the filter's model out, or run mpa annotate without "
                    + "--batch-file.");
        }

        Inquiry<PseudoAnnotation> inquiry = Annotator.Inquire(run, int.MaxValue);
        return StageFiles.Reading(run, () =>
        {
            RowFile<PseudoAnnotation> file = new(run.Folder.Annotations, inquiry);
            _ = file.Sort().LongCount(); // going through the stale ones finds the others
            return file.Unanswered().Select(inquiry.Request).ToArray();
        });
    }
}
