using System.Globalization;
using Mpa.Annotation;
using Mpa.Asking;
using Mpa.Files;
using Mpa.Images;
using Mpa.Models;
using Mpa.Planning;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Parity;

/// <summary>
/// Stages 2 and 3, the paper's Parity Identifier: both models answer every pseudo question, then the rule decides over
/// every pair.
/// </summary>
internal sealed class IdentifyStage : Stage
{
    public override int Number => 2;

    public override string Name => "identify";

    public override string Unit => "pairs";

    public override string? Alone =>
        "Stages 2 and 3 alone (PI): both models answer, and the parity rule keeps what only the teacher knows.";

    internal override bool Asks => true;

    internal override IReadOnlyList<string> Files(RunFolder folder) =>
        [folder.TeacherAnswers, folder.StudentAnswers, folder.Parity];

    internal override IReadOnlyList<string> Costly(RunFolder folder) =>
        [folder.TeacherAnswers, folder.StudentAnswers];

    internal override string Key(RunSession run) => ContentKey.Of(
        Name,
        FileDigest.Of(run.Folder.Images),
        FileDigest.Of(run.Folder.Annotations),
        run.Fingerprint(run.Recipe.Teacher),
        ParityIdentifier.RuleKey(run));

    internal override StagePlan Plan(StageOutlook outlook)
    {
        Recipe recipe = outlook.Run.Recipe;
        RequestShape each = RequestShape.Answer(
            outlook.Run.Task, recipe.Identify.MaxNewTokens, 1.0 / recipe.Annotate.PerImage, recipe.Identify.BatchSize);
        return outlook.Done is { } done
            ? new StagePlan(
                this,
                Complete: true,
                [
                    ModelPlan.Done(ModelRole.Teacher, recipe.Teacher, done.In, each),
                    ModelPlan.Done(ModelRole.Student, recipe.Student, done.In, each),
                ])
            : new StagePlan(this, Complete: false, PlanOpen(outlook, each));
    }

    internal override async Task<StageCounts> RunAsync(RunSession run, string key, CancellationToken cancellation)
    {
        ParityIdentifier identifier = new(run, this);
        IReadOnlyList<ParityExample> examples = await identifier.DecideAsync(_ => true, cancellation);
        JsonLines.Replace(run.Folder.Parity, examples);
        if (Directory.Exists(run.Folder.Features))
        {
            Directory.Delete(run.Folder.Features, recursive: true);
        }

        return Counts(examples, ParityIdentifier.Pairs(run).Count, identifier.Cost);
    }

    private static IReadOnlyList<ModelPlan> PlanOpen(StageOutlook outlook, RequestShape each)
    {
        RunSession run = outlook.Run;
        HashSet<string> known = [.. ImageItem.ReadById(run.Folder).Keys];
        PseudoAnnotation[] pairs = [.. ParityIdentifier.Pairs(run).Where(pair => known.Contains(pair.ImageId))];
        long total = outlook.AtMost ? outlook.Images * run.Recipe.Annotate.PerImage : pairs.Length;
        return [Plan(ModelRole.Teacher, total * run.Recipe.Identify.Samples), Plan(ModelRole.Student, total)];

        ModelPlan Plan(ModelRole role, long requests) =>
            new AskedRows<Answer>(run, ParityIdentifier.Inquire(run, role, pairs, _ => true))
                .Plan(requests, outlook.AtMost, each);
    }

    private static StageCounts Counts(IReadOnlyList<ParityExample> examples, int pairs, AskedCost cost) => new()
    {
        In = pairs,
        Out = new Dictionary<string, long> { [Verdict.Kept.Name()] = examples.LongCount(Is(Verdict.Kept)) },
        Rejected = StageCounts.CountBy(Names(examples, verdict => verdict is not (Verdict.Kept or Verdict.Unanswered))),
        Failed = StageCounts.CountBy(Names(examples, verdict => verdict is Verdict.Unanswered)),
        Cost = cost,
        Summary = Tell(examples),
    };

    private static string Tell(IReadOnlyList<ParityExample> examples)
    {
        int kept = examples.Count(Is(Verdict.Kept));
        int repeats = examples.Count(example => example.Verdict.TeacherRepeats());
        int misses = kept + examples.Count(Is(Verdict.MissedByBoth));
        int unanswered = examples.Count(Is(Verdict.Unanswered));
        double share = examples.Count == 0 ? 0 : 100.0 * kept / examples.Count;
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"teacher repeats {repeats:N0} · student misses {misses:N0} · kept {kept:N0} ({share:0} %)");
        return unanswered == 0
            ? line
            : string.Create(CultureInfo.InvariantCulture, $"{line} · {unanswered:N0} unanswered");
    }

    private static Func<ParityExample, bool> Is(Verdict verdict) => example => example.Verdict == verdict;

    private static IEnumerable<string> Names(IReadOnlyList<ParityExample> examples, Func<Verdict, bool> which) =>
        examples.Select(example => example.Verdict).Where(which).Select(verdict => verdict.Name());
}
