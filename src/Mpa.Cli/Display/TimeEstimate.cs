using Mpa.Annotation;
using Mpa.Evaluation;
using Mpa.Evaluation.Judging;
using Mpa.Leveling;
using Mpa.Parity;
using Mpa.Runs;

namespace Mpa.Cli.Display;

/// <summary>
/// How long requests and training take: by the rows of this run where there are any, else guessed from the models' sizes.
/// The guess: 2 operations a parameter and token, the patches of an image and some text a request, 20 GFLOPS a core, and no less than 5 ms a
/// request; half a second for a served model, whose size is not known; training reads each example forward once and backward at twice the cost.
/// </summary>
/// <param name="recipe">What would run.</param>
/// <param name="cores">Of this machine.</param>
internal sealed class TimeEstimate(Recipe recipe, int cores)
{
    private const double FlopsOfCore = 20e9;
    private const double LeastSeconds = 0.005;
    private const double ServedSeconds = 0.5;
    private readonly RunFolder _folder = new(recipe.Output);

    /// <summary>What the estimates rest on.</summary>
    public string Basis { get; private set; } = "guessed from the models' sizes; after the first rows it is measured";

    /// <summary>Seconds of one request.</summary>
    public double Request(Stage stage, string role) => (stage, role) switch
    {
        (Stage.Annotate, _) => Mean<PseudoAnnotation>(_folder.Annotations, row => row.Seconds) ?? Guess(recipe.Teacher),
        (Stage.Identify, "teacher") => Mean<Answer>(_folder.TeacherAnswers, row => row.Seconds) ?? Guess(recipe.Teacher),
        (Stage.Identify, _) => Mean<Answer>(_folder.StudentAnswers, row => row.Seconds) ?? Guess(recipe.Student),
        (_, "judge") => Mean<Judgement>(_folder.Judgements, row => row.Seconds) ?? Guess(recipe.Judge!.Model),
        (_, "teacher") => Mean<Score>(_folder.Scores("teacher"), row => row.Seconds) ?? Guess(recipe.Teacher),
        _ => Mean<Score>(_folder.Scores("before"), row => row.Seconds) ?? Guess(recipe.Student),
    };

    /// <summary>Seconds of training on at most so many pairs.</summary>
    public double Training(long pairs)
    {
        IReadOnlyList<TrainingStep> steps = JsonLines.Read<TrainingStep>(_folder.Training);
        return steps.Count == 0
            ? 3 * Guess(recipe.Student) * (recipe.Level.Steps > 0 ? (double)recipe.Level.Steps * recipe.Level.BatchSize * recipe.Level.Accumulation : pairs * recipe.Level.Epochs)
            : steps.Average(step => step.Seconds) * (steps[^1].Steps - steps.Count);
    }

    private double? Mean<TRow>(string file, Func<TRow, double> seconds)
        where TRow : class
    {
        IReadOnlyList<TRow> rows = JsonLines.Read<TRow>(file);
        if (rows.Count == 0)
        {
            return null;
        }

        Basis = "by the rows of this run so far";
        return rows.Average(seconds);
    }

    private double Guess(ModelReference model)
    {
        if (model.Server is not null)
        {
            return ServedSeconds;
        }

        long parameters = model.Path is null ? 0 : ModelSize.Parameters(model.Path) ?? 0;
        double tokens = parameters == 0 ? 0 : RequestTokens.Of(model.Path!);
        return Math.Max(LeastSeconds, 2 * parameters * tokens / (FlopsOfCore * cores));
    }
}
