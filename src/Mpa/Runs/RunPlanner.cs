using Mpa.Annotation;
using Mpa.Evaluation;
using Mpa.Evaluation.Judging;
using Mpa.Files;
using Mpa.Images;
using Mpa.Leveling;
using Mpa.Models;
using Mpa.Parity;
using Mpa.Recipes;

namespace Mpa.Runs;

/// <summary>Works out what a run would do from what stands in its folder.</summary>
internal sealed class RunPlanner(RunSession session)
{
    private readonly StageRunner _runner = new(session, Stage.Collect, Stage.Report);
    private readonly Recipe _recipe = session.Recipe;
    private readonly List<StagePlan> _stages = [];

    public RunPlan Plan()
    {
        Add(Stage.Collect, () => ImageCollector.Key(session), [], _ => []);
        long images = Complete
            ? JsonLines.Read<ImageItem>(session.Folder.Images).Count
            : session.OpenImages(DataAccess.Look).Paths.Count;
        Add(Stage.Annotate, () => Annotator.Key(session), [ModelRole.Teacher], atMost => [Annotate(images, atMost)]);
        Add(Stage.Identify, () => ParityIdentifier.Key(session), [ModelRole.Teacher, ModelRole.Student], atMost => Identify(images, atMost));
        Add(Stage.Level, () => Leveler.Key(session), [], _ => []);
        if (_recipe.Evaluate is not null)
        {
            Add(Stage.Evaluate, () => Evaluator.Key(session), ExaminedRoles, _ => Evaluate());
        }

        Add(Stage.Report, () => Pipeline.ReportKey(_runner.Manifest), [], _ => []);
        return new RunPlan(images, _stages);
    }

    private IReadOnlyList<ModelRole> ExaminedRoles => [.. Examination.Of(session, Directory.Exists(session.Folder.Leveled)).Select(one => one.Who.Role)];

    /// <summary>True while every stage so far is complete.</summary>
    private bool Complete => _stages.All(stage => stage.Complete);

    /// <summary>A complete stage is told by its entry in run.json; only for another are rows read.</summary>
    private void Add(Stage stage, Func<string> key, IReadOnlyList<ModelRole> roles, Func<bool, IReadOnlyList<ModelPlan>> models)
    {
        bool inputsKnown = Complete;
        StageEntry? done = inputsKnown ? _runner.Complete(stage, key()) : null;
        _stages.Add(new StagePlan(stage, done is not null, done is null ? models(!inputsKnown) : Done(stage, done, roles)));
    }

    // The evaluation's entry counts each model's answers in the order in which the models are examined.
    private static IReadOnlyList<ModelPlan> Done(Stage stage, StageEntry entry, IReadOnlyList<ModelRole> roles) => stage == Stage.Evaluate
        ? Evaluated(entry, roles)
        : [.. roles.Select(role => Done(role, entry.In))];

    private static IReadOnlyList<ModelPlan> Evaluated(StageEntry entry, IReadOnlyList<ModelRole> roles)
    {
        long judged = entry.Out.GetValueOrDefault(EvaluationCounts.Judged) + entry.Failed.GetValueOrDefault(EvaluationCounts.Unjudged);
        IEnumerable<ModelPlan> judge = judged > 0 ? [Done(ModelRole.Judge, judged)] : [];
        return [.. roles.Select((role, at) => Done(role, entry.Out.Values.ElementAt(at))), .. judge];
    }

    private static ModelPlan Done(ModelRole role, long requests) => new(role, requests, requests, AtMost: false);

    private ModelPlan Annotate(long images, bool atMost)
    {
        IReadOnlyList<Ask<PseudoAnnotation>> plan = Annotator.Plan(session, int.MaxValue);
        long cached = Cached(session.Folder.Annotations, plan, Annotator.Identity, Annotator.Shared(session));
        return new ModelPlan(ModelRole.Teacher, images * _recipe.Annotate.PerImage, cached, atMost || _recipe.Annotate.TargetKept > 0);
    }

    private IReadOnlyList<ModelPlan> Identify(long images, bool atMost)
    {
        HashSet<string> known = [.. JsonLines.Read<ImageItem>(session.Folder.Images).Select(image => image.Id)];
        PseudoAnnotation[] pairs =
            [.. JsonLines.Read<PseudoAnnotation>(session.Folder.Annotations).Where(row => row.Cause is null && known.Contains(row.ImageId))];
        long total = atMost ? images * _recipe.Annotate.PerImage : pairs.Length;
        return
        [
            new ModelPlan(ModelRole.Teacher, total * _recipe.Identify.Samples, Answered(_recipe.Teacher, folder => folder.TeacherAnswers, pairs), atMost),
            new ModelPlan(ModelRole.Student, total, Answered(_recipe.Student, folder => folder.StudentAnswers, pairs), atMost),
        ];
    }

    private long Answered(ModelReference model, Func<RunFolder, string> file, IReadOnlyList<PseudoAnnotation> pairs) => Cached(
        file(session.Folder), ParityIdentifier.Plan(session, model, pairs, _ => true), ParityIdentifier.Identity, ParityIdentifier.Shared(session, file));

    private IReadOnlyList<ModelPlan> Evaluate()
    {
        bool complete = _stages.Single(stage => stage.Stage == Stage.Level).Complete;
        Dictionary<string, (TestSplit Split, Dictionary<string, string> Hashes)> splits = [];
        Examination[] all = [.. Examination.Of(session, !complete || Directory.Exists(session.Folder.Leveled))];
        ModelPlan[] models = [.. all.Select(one => Score(one, complete, splits))];
        long judged = all.Zip(models).Where(one => one.First.Questions == _recipe.Evaluate!.Questions).Sum(one => one.Second.Total);
        return _recipe.Judge is { } judge ? [.. models, Judge(judge, splits[_recipe.Evaluate!.Questions].Split, judged)] : models;
    }

    // Equal answers are judged once, so that there may be fewer than there are answers.
    private ModelPlan Judge(JudgeOptions judge, TestSplit split, long answers)
    {
        IEnumerable<Score> scores = Examinee.OfTheTest.SelectMany(who => JsonLines.Read<Score>(session.Folder.Scores(who)));
        IReadOnlyList<Ask<Judgement>> plan = AnswerJudge.Plan(session, judge, split.Questions, scores);
        long cached = AskedRows<Judgement>.Fresh(JsonLines.Read<Judgement>(session.Folder.Judgements), plan, AnswerJudge.Identity).Count;
        return new ModelPlan(ModelRole.Judge, answers, cached, AtMost: true);
    }

    /// <summary>A test is read, and its images hashed, once for all who take it.</summary>
    private ModelPlan Score(Examination one, bool leveled, Dictionary<string, (TestSplit Split, Dictionary<string, string> Hashes)> splits)
    {
        if (!splits.ContainsKey(one.Questions))
        {
            TestSplit read = session.OpenTest(one.Questions, DataAccess.Look);
            splits.Add(one.Questions, (read, Evaluator.Hashes(read)));
        }

        (TestSplit split, Dictionary<string, string> hashes) = splits[one.Questions];
        if (one.Who.Role == ModelRole.Leveled && !leveled)
        {
            return new ModelPlan(one.Who.Role, split.Questions.Count, 0, AtMost: true);
        }

        IReadOnlyList<Ask<Score>> plan = Evaluator.Plan(session, one.Model, split, hashes);
        return new ModelPlan(one.Who.Role, split.Questions.Count, Cached(session.Folder.Scores(one.Who), plan, Evaluator.Identity, Evaluator.Shared(session)), AtMost: false);
    }

    /// <summary>Rows on file, and those that would be taken from other runs.</summary>
    private static long Cached<TRow>(string path, IReadOnlyList<Ask<TRow>> plan, Func<TRow, (string Id, string Key)> identity, SharedRows<TRow> shared)
        where TRow : class
    {
        Dictionary<string, TRow> own = AskedRows<TRow>.Fresh(JsonLines.Read<TRow>(path), plan, identity);
        return own.Count + shared.Missing(plan, own, identity).Count;
    }
}
