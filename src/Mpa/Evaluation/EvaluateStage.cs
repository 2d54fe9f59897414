using System.Globalization;
using Mpa.Asking;
using Mpa.Evaluation.Judging;
using Mpa.Files;
using Mpa.Models;
using Mpa.Planning;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Evaluation;

/// <summary>
/// Stage 5: scores the student before and after leveling, and the teacher, on the labeled test. Sees no row of stages 1
/// to 4.
/// </summary>
internal sealed class EvaluateStage : Stage
{
    private const string Judged = "judged", Unjudged = "unjudged";

    public override int Number => 5;

    public override string Name => "evaluate";

    public override string Unit => "answers";

    public override string? Alone => "Stage 5 alone: student before and after, and the teacher, on the labeled test.";

    public override bool IsIn(Recipe recipe) => recipe.Evaluate is not null;

    internal override bool Asks => true;

    internal override IReadOnlyList<string> Files(RunFolder folder) =>
        [.. Examinee.All.Select(folder.Scores), folder.Judgements, folder.TestQuestions];

    internal override IReadOnlyList<string> Costly(RunFolder folder) =>
        [.. Examinee.All.Select(folder.Scores), folder.Judgements];

    internal override string Key(RunSession run)
    {
        EvaluateOptions options = run.Recipe.Evaluate!;
        IReadOnlyList<Examination> examinations = Examination.Of(run, run.HasLeveled);
        IEnumerable<string> tests = examinations.Select(examination => examination.Questions).Distinct();
        return ContentKey.Of(
        [
            Name,
            tests.Select(test => StampOf(run.OpenTest(test, DataAccess.Stamp), test)),
            run.Task.AnswerKey,
            options with { BatchSize = 0, Metric = options.Metric ?? run.Task.MetricName },
            AnswerScoring.Of(run).Versions,
            examinations.Select(examination => run.Fingerprint(examination.Model)),
            AnswerJudge.Key(run, run.Recipe.Judge),
            .. run.Recipe.ImagesMost > 1 ? [run.Recipe.ImagesMost] : Array.Empty<object>(),
        ]);
    }

    internal override StagePlan Plan(StageOutlook outlook) => outlook.Done is { } done
        ? new StagePlan(this, Complete: true, PlanDone(outlook.Run, done))
        : new StagePlan(this, Complete: false, PlanOpen(outlook.Run, outlook.InputsKnown));

    internal override async Task<StageCounts> RunAsync(RunSession run, string key, CancellationToken cancellation)
    {
        IReadOnlyList<Examination> examinations = Examination.Of(run, run.HasLeveled);
        RemoveUnscored(run, examinations);
        OrderedDictionary<Examinee, IReadOnlyList<Score>> scores = [];
        IReadOnlyList<Judgement>? judgements = null;
        foreach (IGrouping<string, Examination> test in examinations.GroupBy(examination => examination.Questions))
        {
            TestSplit split = run.OpenTest(test.Key, DataAccess.Extract);
            RemoveStore(run, split, test.Key);
            Examiner examiner = new(run, split);
            foreach (Examination examination in test)
            {
                string earlier = string.Concat(Percent(scores).Select(score => score + " · "));
                scores.Add(
                    examination.Who,
                    await examiner.RunAsync(this, examination, earlier + examination.Who.Name, cancellation));
            }

            // The first test comes first, so these are its scores; the second is not judged.
            if (run.Recipe.Judge is { } judge && test.Key == run.Recipe.Evaluate!.Questions)
            {
                IEnumerable<Score> answers = scores.Values.SelectMany(rows => rows);
                Inquiry<Judgement> inquiry = Inquire(run, judge, split.Questions, answers);
                await AnswerJudge.RunAsync(run, this, inquiry, cancellation);
                judgements = JsonLines.Read<Judgement>(run.Folder.Judgements);
            }
        }

        return Counts(scores, judgements);
    }

    /// <summary>Changes when a test does.</summary>
    /// <param name="split">As it was opened.</param>
    /// <param name="questions">Its path, as the recipe has it.</param>
    internal static string StampOf(TestSplit split, string questions) => split.Stamp ?? ContentKey.Of(
        FileDigest.Of(TestSplit.FileOf(questions)),
        split.AllImagePaths().Select(FileDigest.Stamp));

    // The entry counts each model's answers in the order in which the models are examined.
    private static IReadOnlyList<ModelPlan> PlanDone(RunSession run, StageEntry done)
    {
        long judged = done.Out.GetValueOrDefault(Judged) + done.Failed.GetValueOrDefault(Unjudged);
        IEnumerable<ModelPlan> examined = Examination.Of(run, run.HasLeveled).Select((one, at) =>
            ModelPlan.Done(one.Who.Role, one.Model, done.Out.Values.ElementAt(at), Each(run)));
        return run.Recipe.Judge is { } judge && judged > 0
            ? [.. examined, ModelPlan.Done(ModelRole.Judge, judge.Model, judged, EachJudged(judge))]
            : [.. examined];
    }

    /// <summary>A test is read, and its images hashed, once for all who take it.</summary>
    private static IReadOnlyList<ModelPlan> PlanOpen(RunSession run, bool isLeveled)
    {
        List<ModelPlan> plans = [];
        foreach (IGrouping<string, Examination> test in
            Examination.Of(run, !isLeveled || run.HasLeveled).GroupBy(examination => examination.Questions))
        {
            TestSplit split = run.OpenTest(test.Key, DataAccess.Look);
            Examiner examiner = new(run, split);
            ModelPlan[] examined = [.. test.Select(one => examiner.Plan(one, isLeveled, Each(run)))];
            plans.AddRange(examined);
            if (run.Recipe.Judge is { } judge && test.Key == run.Recipe.Evaluate!.Questions)
            {
                plans.Add(PlanJudge(run, judge, split, examined.Sum(model => model.Total)));
            }
        }

        return [.. plans.OrderBy(plan => plan.Role == ModelRole.Judge)];
    }

    // Equal answers are judged once, so that there may be fewer than there are answers.
    private static ModelPlan PlanJudge(RunSession run, JudgeOptions judge, TestSplit split, long answers)
    {
        IEnumerable<Score> scores = Examinee.OfTheTest.SelectMany(who => JsonLines.Read<Score>(run.Folder.Scores(who)));
        Inquiry<Judgement> inquiry = Inquire(run, judge, split.Questions, scores);
        return new AskedRows<Judgement>(run, inquiry).Plan(answers, atMost: true, EachJudged(judge));
    }

    private static Inquiry<Judgement> Inquire(
        RunSession run, JudgeOptions judge, IReadOnlyList<TestQuestion> questions, IEnumerable<Score> answers) =>
        AnswerJudge.Inquire(run, judge, folder => folder.Judgements, AnswerJudge.OfTest(questions, answers));

    private static RequestShape Each(RunSession run)
    {
        EvaluateOptions options = run.Recipe.Evaluate!;
        return RequestShape.Answer(run.Task, options.MaxNewTokens, run.Recipe.ImagesMost, 1, options.BatchSize);
    }

    private static RequestShape EachJudged(JudgeOptions judge) =>
        RequestShape.Judgement(judge.MaxNewTokens, judge.BatchSize);

    /// <summary>A file of scores that this run doesn't make must not stand beside those it makes.</summary>
    private static void RemoveUnscored(RunSession run, IReadOnlyList<Examination> examinations)
    {
        foreach (Examinee who in Examinee.All.Except(examinations.Select(examination => examination.Who)))
        {
            new KeptRows<Score>(run.Folder, run.Folder.Scores(who)).AddFile();
        }
    }

    /// <summary>A copy of a test that is read where it is must not stay either.</summary>
    private static void RemoveStore(RunSession run, TestSplit split, string questions)
    {
        if (split.Stamp is null && Directory.Exists(run.TestStoreOf(questions)))
        {
            Directory.Delete(run.TestStoreOf(questions), recursive: true);
        }
    }

    private static StageCounts Counts(
        OrderedDictionary<Examinee, IReadOnlyList<Score>> scores, IReadOnlyList<Judgement>? judgements)
    {
        Score[] all = [.. scores.Values.SelectMany(rows => rows)];
        IReadOnlyList<Judgement> judged = judgements ?? [];
        IEnumerable<string> failed =
        [
            .. all.Where(row => row.Error is not null).Select(_ => "unanswered"),
            .. judged.Where(row => row.Same is null).Select(_ => Unjudged),
        ];
        return new StageCounts
        {
            In = all.LongLength + judged.Count,
            Out = Passed(scores, judgements),
            Failed = StageCounts.CountBy(failed),
            Summary = string.Join(" · ", Percent(scores)),
            Cost = CostOf(all) + CostOf(judged),
        };
    }

    private static AskedCost CostOf<TRow>(IEnumerable<IAskedRow<TRow>> rows)
    {
        AskedTally tally = new();
        foreach (IAskedRow<TRow> row in rows)
        {
            tally.Add(row, "");
        }

        return tally.Cost;
    }

    private static Dictionary<string, long> Passed(
        OrderedDictionary<Examinee, IReadOnlyList<Score>> scores, IReadOnlyList<Judgement>? judgements)
    {
        Dictionary<string, long> passed =
            scores.ToDictionary(pair => pair.Key.Name, pair => pair.Value.LongCount(row => row.Error is null));
        if (judgements is not null)
        {
            passed.Add(Judged, judgements.LongCount(row => row.Same is not null));
        }

        return passed;
    }

    /// <summary>Each model's score in words, in percent.</summary>
    private static IEnumerable<string> Percent(IEnumerable<KeyValuePair<Examinee, IReadOnlyList<Score>>> scores) =>
        scores.Select(pair => string.Create(
            CultureInfo.InvariantCulture, $"{pair.Key.Name} {100 * pair.Value.Average(row => row.Value):0.0} %"));
}
