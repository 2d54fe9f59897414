using Mpa.Annotation;
using Mpa.Cli.Doctor;
using Mpa.Evaluation;
using Mpa.Evaluation.Judging;
using Mpa.Files;
using Mpa.Leveling;
using Mpa.Models;
using Mpa.Parity;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Cli.Estimates;

/// <summary>
/// How long requests and training take: by the rows of this run where there are any, else by the models' sizes and the machine's speed;
/// half a second a request for a served model, whose size is not known.
/// </summary>
/// <param name="recipe">What would run.</param>
/// <param name="models">Its models.</param>
/// <param name="machine">How fast it computes.</param>
/// <param name="runsAtATime">Runs that share the machine.</param>
internal sealed class TimeEstimate(Recipe recipe, KnownModels models, MachineSpeed machine, int runsAtATime = 1)
{
    private const double ServedSeconds = 0.5;
    private readonly RunFolder _folder = new(recipe.Output);
    private readonly ComputeTime _compute = new(machine.Engine, runsAtATime);
    private bool _byRows;
    private bool _bySpeed;
    private bool _served;

    /// <summary>What the estimates asked for so far rest on.</summary>
    public string Basis
    {
        get
        {
            string rows = _byRows ? "by the rows of this run so far" : "";
            string served = _served ? "half a second a request of a server" : "";
            string speed = _bySpeed ? $"{(_byRows || _served ? "the rest " : "")}{machine.Basis}" : "";
            return string.Join(", ", new[] { rows, served, speed }.Where(part => part.Length > 0));
        }
    }

    /// <summary>Seconds of one request.</summary>
    public double Request(Stage stage, ModelRole role) => (stage, role) switch
    {
        (Stage.Annotate, _) => Mean<PseudoAnnotation>(_folder.Annotations, row => row.Seconds) ?? Reckon(recipe.Teacher, models.Teacher, StageRequest.Of(recipe, stage, role)),
        (Stage.Identify, ModelRole.Teacher) => Mean<Answer>(_folder.TeacherAnswers, row => row.Seconds) ?? Reckon(recipe.Teacher, models.Teacher, StageRequest.Of(recipe, stage, role)),
        (Stage.Identify, _) => Mean<Answer>(_folder.StudentAnswers, row => row.Seconds) ?? Reckon(recipe.Student, models.Student, StageRequest.Of(recipe, stage, role)),
        (_, ModelRole.Judge) => Mean<Judgement>(_folder.Judgements, row => row.Seconds) ?? Reckon(recipe.Judge!.Model, models.Judge, StageRequest.Of(recipe, stage, role)),
        (_, ModelRole.Teacher) => Mean<Score>(_folder.Scores(Examinee.Teacher), row => row.Seconds) ?? Reckon(recipe.Teacher, models.Teacher, StageRequest.Of(recipe, stage, role)),
        _ => Mean<Score>(_folder.Scores(Examinee.Before), row => row.Seconds) ?? Reckon(recipe.Student, models.Student, StageRequest.Of(recipe, stage, role)),
    };

    /// <summary>Seconds of training on at most so many pairs.</summary>
    public double Training(long pairs)
    {
        IReadOnlyList<TrainingStep> steps = JsonLines.Read<TrainingStep>(_folder.Training);
        if (steps.Count > 0)
        {
            _byRows = true;
            return steps.Average(step => step.Seconds) * (steps[^1].Steps - steps.Count);
        }

        _bySpeed = true;
        LevelOptions level = recipe.Level;
        double examples = level.Steps > 0 ? (double)level.Steps * level.BatchSize * level.Accumulation : pairs * level.Epochs;
        bool full = level.Method == "full";
        bool tower = (level.VisionRate ?? (full ? level.LearningRate : 0)) > 0;
        bool language = full && (level.LanguageRate ?? level.LearningRate) > 0;
        return examples * (models.Student is { } student ? _compute.Example(student, StageRequest.Example(recipe), tower, language) : ComputeTime.LeastSeconds);
    }

    private double? Mean<TRow>(string file, Func<TRow, double> seconds)
        where TRow : class
    {
        IReadOnlyList<TRow> rows = JsonLines.Read<TRow>(file);
        if (rows.Count == 0)
        {
            return null;
        }

        _byRows = true;
        return rows.Average(seconds);
    }

    private double Reckon(ModelReference model, KnownModel? known, StageRequest request)
    {
        if (model.Server is not null)
        {
            _served = true;
            return ServedSeconds;
        }

        _bySpeed = true;
        return known is null ? ComputeTime.LeastSeconds : _compute.Request(known, request);
    }
}
