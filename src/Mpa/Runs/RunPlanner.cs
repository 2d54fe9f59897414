using Mpa.Annotation;
using Mpa.Evaluation;
using Mpa.Evaluation.Judging;
using Mpa.Images;
using Mpa.Leveling;
using Mpa.Parity;

namespace Mpa.Runs;

/// <summary>Works out what a run would do from what stands in its folder.</summary>
internal sealed class RunPlanner(RunSession session)
{
    // The evaluation's entry counts each model's questions under the name of its scores.
    private static readonly Dictionary<string, string> ScoredRoles = new() { ["before"] = "student", ["after"] = "leveled", ["teacher"] = "teacher" };

    private readonly StageRunner _runner = new(session, Stage.Collect, Stage.Report);
    private readonly Recipe _recipe = session.Recipe;
    private readonly List<StagePlan> _stages = [];

    public RunPlan Plan()
    {
        Add(Stage.Collect, () => ImageCollector.Key(session), [], _ => []);
        long images = Complete
            ? JsonLines.Read<ImageItem>(session.Folder.Images).Count
            : session.OpenImages(DataAccess.Look).Paths.Count;
        Add(Stage.Annotate, () => Annotator.Key(session), ["teacher"], atMost => [Annotate(images, atMost)]);
        Add(Stage.Identify, () => ParityIdentifier.Key(session), ["teacher", "student"], atMost => Identify(images, atMost));
        Add(Stage.Level, () => Leveler.Key(session), [], _ => []);
        if (_recipe.Evaluate is not null)
        {
            Add(Stage.Evaluate, () => Evaluator.Key(session), [], _ => Evaluate());
        }

        Add(Stage.Report, () => Pipeline.ReportKey(_runner.Manifest), [], _ => []);
        return new RunPlan(images, _stages);
    }

    /// <summary>True while every stage so far is complete.</summary>
    private bool Complete => _stages.All(stage => stage.Complete);

    /// <summary>A complete stage is told by its entry in run.json; only for another are rows read.</summary>
    private void Add(Stage stage, Func<string> key, IReadOnlyList<string> roles, Func<bool, IReadOnlyList<ModelPlan>> models)
    {
        bool inputsKnown = Complete;
        StageEntry? done = inputsKnown ? _runner.Complete(stage, key()) : null;
        _stages.Add(new StagePlan(stage, done is not null, done is null ? models(!inputsKnown) : Done(stage, done, roles)));
    }

    private static IReadOnlyList<ModelPlan> Done(Stage stage, StageEntry entry, IReadOnlyList<string> roles) => stage == Stage.Evaluate
        ? Evaluated(entry)
        : [.. roles.Select(role => Done(role, entry.In))];

    private static IReadOnlyList<ModelPlan> Evaluated(StageEntry entry)
    {
        string[] scored = [.. entry.Out.Keys.Where(ScoredRoles.ContainsKey)];
        long judged = entry.Out.GetValueOrDefault(Evaluator.Judged) + entry.Failed.GetValueOrDefault(Evaluator.Unjudged);
        IEnumerable<ModelPlan> judge = judged > 0 ? [Done("judge", judged)] : [];
        return [.. scored.Select(who => Done(ScoredRoles[who], (entry.In - judged) / scored.Length)), .. judge];
    }

    private static ModelPlan Done(string role, long requests) => new(role, requests, requests, AtMost: false);

    private ModelPlan Annotate(long images, bool atMost)
    {
        IReadOnlyList<Ask<PseudoAnnotation>> plan = Annotator.Plan(session, int.MaxValue);
        long cached = Cached(session.Folder.Annotations, plan, Annotator.Identity);
        return new ModelPlan("teacher", images * _recipe.Annotate.PerImage, cached, atMost || _recipe.Annotate.TargetKept > 0);
    }

    private IReadOnlyList<ModelPlan> Identify(long images, bool atMost)
    {
        HashSet<string> known = [.. JsonLines.Read<ImageItem>(session.Folder.Images).Select(image => image.Id)];
        PseudoAnnotation[] pairs =
            [.. JsonLines.Read<PseudoAnnotation>(session.Folder.Annotations).Where(row => row.Cause is null && known.Contains(row.ImageId))];
        long total = atMost ? images * _recipe.Annotate.PerImage : pairs.Length;
        return
        [
            new ModelPlan("teacher", total, Answered(_recipe.Teacher, session.Folder.TeacherAnswers, pairs), atMost),
            new ModelPlan("student", total, Answered(_recipe.Student, session.Folder.StudentAnswers, pairs), atMost),
        ];
    }

    private long Answered(ModelReference model, string path, IReadOnlyList<PseudoAnnotation> pairs) =>
        Cached(path, ParityIdentifier.Plan(session, model, pairs, _ => true), ParityIdentifier.Identity);

    private IReadOnlyList<ModelPlan> Evaluate()
    {
        EvaluateOptions options = _recipe.Evaluate!;
        TestSplit split = session.OpenTest(DataAccess.Look);
        Dictionary<string, string> hashes = Evaluator.Hashes(split);
        bool leveled = _stages.Single(stage => stage.Stage == Stage.Level).Complete && Directory.Exists(session.Folder.Leveled);
        List<ModelPlan> models = [Score("student", "before", _recipe.Student, split, hashes)];
        models.Add(leveled ? Score("leveled", "after", session.Leveled, split, hashes) : new ModelPlan("leveled", split.Questions.Count, 0, AtMost: true));
        if (options.Teacher)
        {
            models.Add(Score("teacher", "teacher", _recipe.Teacher, split, hashes));
        }

        return _recipe.Judge is { } judge ? [.. models, Judge(judge, split, models.Sum(model => model.Total))] : models;
    }

    // Equal answers are judged once, so that there may be fewer than there are answers.
    private ModelPlan Judge(JudgeOptions judge, TestSplit split, long answers)
    {
        IEnumerable<Score> scores = ScoredRoles.Keys.SelectMany(who => JsonLines.Read<Score>(session.Folder.Scores(who)));
        IReadOnlyList<Ask<Judgement>> plan = AnswerJudge.Plan(session, judge, split.Questions, scores);
        return new ModelPlan("judge", answers, Cached(session.Folder.Judgements, plan, AnswerJudge.Identity), AtMost: true);
    }

    private ModelPlan Score(string role, string who, ModelReference model, TestSplit split, Dictionary<string, string> hashes)
    {
        long cached = Cached(session.Folder.Scores(who), Evaluator.Plan(session, model, split, hashes), Evaluator.Identity);
        return new ModelPlan(role, split.Questions.Count, cached, AtMost: false);
    }

    private static long Cached<TRow>(string path, IReadOnlyList<Ask<TRow>> plan, Func<TRow, (string Id, string Key)> identity)
        where TRow : class =>
        AskedRows<TRow>.Fresh(JsonLines.Read<TRow>(path), plan, identity).Count;
}
