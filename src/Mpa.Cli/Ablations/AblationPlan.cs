using System.Text;
using Mpa.Annotation;
using Mpa.Cli.Display;
using Mpa.Cli.Doctor;
using Mpa.Cli.Estimates;
using Mpa.Cli.Recipes;
using Mpa.Evaluation;
using Mpa.Files;
using Mpa.Leveling;
using Mpa.Models;
using Mpa.Planning;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Cli.Ablations;

/// <summary>What an ablation would do and cost, as a table.</summary>
internal sealed class AblationPlan(Ablation ablation, RunParts parts, MachineSpeed machine)
{
    private readonly double? _stepSeconds = StepSeconds(ablation);

    /// <summary>The whole text.</summary>
    /// <param name="next">The command that runs it.</param>
    public string Text(string next)
    {
        Recipe shared = ablation.Shared.Recipe;
        KnownModels models = KnownModels.Of(shared);
        RunPlan plan = RunPlan.Of(Readable(shared), parts);
        TimeEstimate estimate = new(shared, models, machine);
        PlannedRun[] runs = [Shared(plan, estimate), .. ablation.Variants.Select(Plan)];
        double seconds = runs[0].Seconds + (runs.Skip(1).Sum(run => run.Seconds) / ablation.AtATime);
        string memory = MemoryEstimate.Text(ablation.AtATime * MemoryEstimate.Bytes(shared, plan, models));
        string basis = _stepSeconds is null ? machine.Basis : "by the steps that were taken already";
        return $"mpa ablate · {ablation.Variants.Count} variants, {ablation.AtATime} at a time · "
            + $"{Environment.ProcessorCount} cores · {RecipePaths.Show(ablation.Output)}\n"
            + Table(runs)
            + $"memory  about {memory}\n"
            + $"time    about {Format.Time(TimeSpan.FromSeconds(seconds))} still, {basis}\n"
            + $"next    {next}\n";
    }

    private static string Table(PlannedRun[] runs)
    {
        int width = runs.Max(run => run.Name.Length), steps = Math.Max(5, runs.Max(run => run.Steps.Length));
        StringBuilder text = new();
        text.Append($"{"run".PadRight(width)}  {"requests",9}  {"steps".PadLeft(steps)}  {"time",7}  changes\n");
        foreach (PlannedRun run in runs)
        {
            text.Append($"{run.Name.PadRight(width)}  {run.Requests,9}  {run.Steps.PadLeft(steps)}  {run.Time,7}  ");
            text.Append($"{run.Changes}\n");
        }

        return text.ToString();
    }

    private PlannedRun Shared(RunPlan plan, TimeEstimate estimate)
    {
        ModelPlan[] asked =
        [
            .. plan.Stages.Where(stage => !stage.Complete)
                .SelectMany(stage => stage.Models)
                .Where(model => model.Role != ModelRole.Leveled),
        ];
        bool complete = plan.Stages.All(stage => stage.Complete);
        return new PlannedRun
        {
            Variant = ablation.Shared,
            Asked = complete ? 0 : asked.Sum(model => model.Remaining),
            FewerAsked = asked.Any(model => model.AtMost),
            Complete = complete,
            Seconds = asked.Sum(model => model.Remaining * estimate.Request(model)),
        };
    }

    private PlannedRun Plan(Variant variant)
    {
        Recipe recipe = Readable(variant.Recipe);
        RunPlan plan = RunPlan.Of(recipe, parts);
        if (plan.Stages.All(stage => stage.Complete))
        {
            return new PlannedRun { Variant = variant, Complete = true };
        }

        bool shares = SharesAll(variant.Recipe);
        long pairs = plan.Images * recipe.Annotate.PerImage;
        int rounds = recipe.Rounds?.Most ?? 1;
        long requests = (Requests(recipe, plan, shares) * rounds) + (rounds > 1 ? pairs * (rounds - 1) : 0);
        long stepsOfRound = new TrainingPlan(recipe.Level).Steps(pairs);
        long steps = rounds * stepsOfRound;
        TimeEstimate estimate = new(recipe, KnownModels.Of(recipe), machine, ablation.AtATime);
        double step = _stepSeconds ?? (estimate.Training(pairs, ExampleOf(plan)) / stepsOfRound);
        ModelPlan student = plan.Stages
            .SelectMany(stage => stage.Models)
            .Last(model => model.Role == ModelRole.Student);
        return new PlannedRun
        {
            Variant = variant,
            Asked = requests,
            FewerAsked = !shares || rounds > 1 || Advised(recipe, plan) > 0,
            Trained = steps,
            FewerTrained = recipe.Level.Steps == 0 || rounds > 1,
            Seconds = (steps * step) + (requests * estimate.Request(student)),
        };
    }

    // Before a variant has begun, its plan can't see the shared run's rows; what is shared is not asked again.
    private long Requests(Recipe recipe, RunPlan plan, bool shares) => Advised(recipe, plan) + (shares
        ? TestAnswers(recipe)
        : plan.Requests(ModelRole.Teacher) + plan.Requests(ModelRole.Student) + plan.Requests(ModelRole.Leveled));

    // Whom a variant asks beside teacher and student, and the shared run doesn't.
    private long Advised(Recipe recipe, RunPlan plan) => recipe.Advisers
        .Except(ablation.Shared.Recipe.Advisers)
        .Sum(adviser => plan.Requests(adviser.Role));

    private static RequestShape ExampleOf(RunPlan plan) =>
        plan.Stages.Select(stage => stage.Example).OfType<RequestShape>().First();

    // The demo's second test may not be drawn yet, and the student of another variant not be leveled.
    private Recipe Readable(Recipe recipe) => recipe with
    {
        Student = Made(recipe.Student),
        Identify = recipe.Identify.Opinion is { } opinion
            ? recipe.Identify with { Opinion = opinion with { Model = Made(opinion.Model) } }
            : recipe.Identify,
        Evaluate = recipe.Evaluate is { Forgetting: { } second } evaluate && !File.Exists(TestSplit.FileOf(second))
            ? evaluate with { Forgetting = null }
            : recipe.Evaluate,
    };

    private ModelReference Made(ModelReference model) =>
        !Directory.Exists(model.Path) && ablation.Variants.Any(variant => variant.Leveled == model.Path)
            ? ablation.Shared.Recipe.Student
            : model;

    // A filter asks for a part of what is shared, and a judge says how answers are compared, not what is asked.
    private bool SharesAll(Recipe recipe)
    {
        Recipe shared = ablation.Shared.Recipe;
        FilterOptions? filter = shared.Annotate.Filter;
        return recipe.Seed == shared.Seed && recipe.Images == shared.Images
            && recipe.Task with { Matcher = null } == shared.Task with { Matcher = null }
            && (filter is null || filter == recipe.Annotate.Filter)
            && recipe.ImageLimit == shared.ImageLimit
            && recipe.ImageItems == shared.ImageItems && recipe.ImagesMost == shared.ImagesMost
            && recipe.Teacher == shared.Teacher && recipe.Student == shared.Student
            && recipe.Annotate with { BatchSize = 0, Filter = null }
                == shared.Annotate with { BatchSize = 0, Filter = null }
            && recipe.Identify.MaxNewTokens == shared.Identify.MaxNewTokens
            && recipe.Identify.SampleTemperature.Equals(shared.Identify.SampleTemperature)
            && recipe.Evaluate?.Questions == shared.Evaluate?.Questions;
    }

    private static long TestAnswers(Recipe recipe) => recipe.Evaluate is not { } evaluate
        ? 0
        : new[] { evaluate.Questions, evaluate.Forgetting }
            .OfType<string>()
            .Sum(test => TestSplit.Read(test, evaluate.Limit).Questions.Count);

    private static double? StepSeconds(Ablation ablation)
    {
        double[] steps =
        [
            .. ablation.Variants
                .SelectMany(variant => JsonLines.Read<TrainingStep>(new RunFolder(variant.Recipe.Output).Training))
                .Select(step => step.Seconds),
        ];
        return steps.Length == 0 ? null : steps.Average();
    }
}

/// <summary>A row of an ablation's plan.</summary>
internal sealed record PlannedRun
{
    /// <summary>Which run.</summary>
    public required Variant Variant { get; init; }

    /// <summary>Requests still to be made of models.</summary>
    public long Asked { get; init; }

    /// <summary>True when there may be fewer requests.</summary>
    public bool FewerAsked { get; init; }

    /// <summary>Optimizer steps still to be taken.</summary>
    public long Trained { get; init; }

    /// <summary>True when there may be fewer steps.</summary>
    public bool FewerTrained { get; init; }

    /// <summary>True when nothing is left to do.</summary>
    public bool Complete { get; init; }

    /// <summary>Estimated.</summary>
    public double Seconds { get; init; }

    /// <summary>The run's name.</summary>
    public string Name => Variant.Name;

    /// <summary>What it changes.</summary>
    public string Changes => Variant.Changes.Length == 0 ? "nothing" : Variant.Changes;

    /// <summary>"≤12,000", or "done".</summary>
    public string Requests => Complete ? "done" : (FewerAsked ? "≤" : "") + Format.Count(Asked);

    /// <summary>"1,000"; nothing for a run that trains nothing.</summary>
    public string Steps => Trained == 0 ? "" : (FewerTrained ? "≤" : "") + Format.Count(Trained);

    /// <summary>"1:20".</summary>
    public string Time => Complete ? "" : Format.Time(TimeSpan.FromSeconds(Seconds));
}
