using System.Globalization;
using Mpa.Annotation;
using Mpa.Asking;
using Mpa.Evaluation.Judging;
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
        [.. Costly(folder), folder.Parity];

    internal override IReadOnlyList<string> Costly(RunFolder folder) =>
        [folder.TeacherAnswers, folder.StudentAnswers, folder.OpinionAnswers, folder.PairJudgements];

    internal override string Key(RunSession run) => ContentKey.Of(
        Name,
        run.DigestOf(run.Folder.Images),
        run.DigestOf(run.Folder.Annotations),
        run.Fingerprint(run.Recipe.Teacher),
        ParityIdentifier.RuleKey(run));

    internal override StagePlan Plan(StageOutlook outlook)
    {
        Recipe recipe = outlook.Run.Recipe;
        RequestShape each = RequestShape.Answer(
            outlook.Run.Task,
            recipe.Identify.MaxNewTokens,
            recipe.ImagesMost,
            recipe.Annotate.PerImage,
            recipe.Identify.BatchSize);
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
        Dictionary<Verdict, long> verdicts = Enum.GetValues<Verdict>().ToDictionary(verdict => verdict, _ => 0L);
        IEnumerable<ParityExample> examples = await identifier.DecideAsync(_ => true, cancellation);
        JsonLines.Replace(run.Folder.Parity, examples.Select(Counted));
        if (Directory.Exists(run.Folder.Features))
        {
            Directory.Delete(run.Folder.Features, recursive: true);
        }

        return Counts(verdicts, identifier);

        ParityExample Counted(ParityExample example)
        {
            verdicts[example.Verdict]++;
            return example;
        }
    }

    private static IReadOnlyList<ModelPlan> PlanOpen(StageOutlook outlook, RequestShape each)
    {
        RunSession run = outlook.Run;
        IReadOnlyList<AskedPair> pairs = ParityIdentifier.PairsOf(run);
        if (pairs.Count > 0)
        {
            OrderedDictionary<string, ImageItem> known = ImageItem.ReadById(run.Folder);
            pairs = [.. pairs.Where(pair => known.ContainsKey(pair.ImageId))];
        }

        long total = outlook.AtMost ? AnnotateStage.RequestsOf(outlook) : pairs.Count;
        ModelPlan[] asked =
            [Plan(ModelRole.Teacher, total * run.Recipe.Identify.Samples), Plan(ModelRole.Student, total)];
        return
        [
            .. asked,
            .. run.Recipe.Identify.Opinion is null ? Array.Empty<ModelPlan>() : [PlanOpinion(run, total, each)],
            .. run.Task.Matcher?.Judge is { } judge
                ? [PlanJudge(run, judge, asked.Sum(model => model.Total))]
                : Array.Empty<ModelPlan>(),
        ];

        ModelPlan Plan(ModelRole role, long requests) =>
            new AskedRows<Answer>(run, ParityIdentifier.Inquire(run, role, pairs, _ => true))
                .Plan(requests, outlook.AtMost, each);
    }

    // Asked of pairs that would be kept alone, so that it is asked less than there are pairs.
    private static ModelPlan PlanOpinion(RunSession run, long pairs, RequestShape each)
    {
        IEnumerable<AnsweredPair> answered = AnsweredPair.Of(run)
            .Where(one => one.Teacher.Count == run.Recipe.Identify.Samples && one.Student.Count > 0);
        return new AskedRows<Answer>(run, SecondOpinion.Inquire(run, answered)).Plan(pairs, atMost: true, each);
    }

    // Equal answers need no judge, so that it is asked less than there are answers.
    private static ModelPlan PlanJudge(RunSession run, JudgeOptions judge, long answers) =>
        new AskedRows<Judgement>(run, PairJudge.Inquire(run, judge)).Plan(
            answers, atMost: true, RequestShape.Judgement(judge.MaxNewTokens, judge.BatchSize));

    private static StageCounts Counts(IReadOnlyDictionary<Verdict, long> verdicts, ParityIdentifier identifier) => new()
    {
        In = identifier.Pairs,
        Out = new Dictionary<string, long> { [Verdict.Kept.Name()] = verdicts[Verdict.Kept] },
        Rejected = Named(verdicts, verdict => verdict is not (Verdict.Kept or Verdict.Unanswered)),
        Failed = Named(verdicts, verdict => verdict is Verdict.Unanswered),
        Cost = identifier.Cost,
        Summary = Tell(verdicts),
    };

    private static string Tell(IReadOnlyDictionary<Verdict, long> verdicts)
    {
        long kept = verdicts[Verdict.Kept], all = verdicts.Values.Sum(), unanswered = verdicts[Verdict.Unanswered];
        long repeats = verdicts.Where(pair => pair.Key.TeacherRepeats()).Sum(pair => pair.Value);
        long misses = kept + verdicts[Verdict.MissedByBoth] + verdicts[Verdict.Disputed];
        double share = all == 0 ? 0 : 100.0 * kept / all;
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"teacher repeats {repeats:N0} · student misses {misses:N0} · kept {kept:N0} ({share:0} %)");
        return unanswered == 0
            ? line
            : string.Create(CultureInfo.InvariantCulture, $"{line} · {unanswered:N0} unanswered");
    }

    private static SortedDictionary<string, long> Named(
        IReadOnlyDictionary<Verdict, long> verdicts, Func<Verdict, bool> which) => new(
        verdicts
            .Where(pair => pair.Value > 0 && which(pair.Key))
            .ToDictionary(pair => pair.Key.Name(), pair => pair.Value),
        StringComparer.Ordinal);
}
