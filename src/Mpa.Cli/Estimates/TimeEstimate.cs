using Mpa.Cli.Doctor;
using Mpa.Files;
using Mpa.Leveling;
using Mpa.Planning;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Cli.Estimates;

/// <summary>
/// How long requests and training take: by the rows of this run where there are any, else by the models' sizes and the
/// machine's speed; half a second a request for a served model, whose size is not known.
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

    /// <summary>Seconds of one request to a model.</summary>
    public double Request(ModelPlan asked)
    {
        if (asked.SecondsSoFar is { } seconds)
        {
            _byRows = true;
            return seconds;
        }

        if (asked.Model.Server is not null)
        {
            _served = true;
            return ServedSeconds;
        }

        _bySpeed = true;
        return models[asked.Role] is { } known ? _compute.Request(known, asked.Each) : ComputeTime.LeastSeconds;
    }

    /// <summary>Seconds of training: by the steps on file, whatever training they are of, else by the sizes.</summary>
    /// <param name="pairs">It trains on so many at most.</param>
    /// <param name="example">What one of them comes to.</param>
    /// <param name="resumes">Whether the steps on file are the first of this training.</param>
    public double Training(long pairs, RequestShape example, bool resumes = false)
    {
        TrainingPlan plan = new(recipe.Level);
        IReadOnlyList<TrainingStep> steps = JsonLines.Read<TrainingStep>(_folder.Training);
        if (steps.Count > 0)
        {
            _byRows = true;
            long left = resumes ? steps[^1].Steps - steps.Count : plan.Steps(pairs);
            return steps.Average(step => step.Seconds) * left;
        }

        _bySpeed = true;
        return plan.ExamplesRead(pairs) * (models.Student is { } student
            ? _compute.Example(student, example, plan)
            : ComputeTime.LeastSeconds);
    }
}
