using System.Text;
using Mpa.Cli.Display;
using Mpa.Cli.Doctor;
using Mpa.Cli.Estimates;
using Mpa.Cli.Recipes;
using Mpa.Evaluation;
using Mpa.Files;
using Mpa.Leveling;
using Mpa.Models;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Cli.Ablations;

/// <summary>What an ablation would do and cost, as a table.</summary>
internal sealed class AblationPlan(Ablation ablation, PipelineServices services, MachineSpeed machine)
{
    private readonly double? _stepSeconds = StepSeconds(ablation);

    /// <summary>The whole text.</summary>
    /// <param name="next">The command that runs it.</param>
    public string Text(string next)
    {
        PlannedRun[] runs = [Shared(), .. ablation.Variants.Select(Plan)];
        double seconds = runs[0].Seconds + (runs.Skip(1).Sum(run => run.Seconds) / ablation.AtATime);
        StringBuilder text = new();
        text.Append($"mpa ablate · {ablation.Variants.Count} variants, {ablation.AtATime} at a time · {Environment.ProcessorCount} cores · {RecipePaths.Show(ablation.Output)}\n");
        int width = runs.Max(run => run.Name.Length), steps = Math.Max(5, runs.Max(run => run.Steps.Length));
        text.Append($"{"run".PadRight(width)}  {"requests",9}  {"steps".PadLeft(steps)}  {"time",7}  changes\n");
        Array.ForEach(runs, run => text.Append($"{run.Name.PadRight(width)}  {run.Requests,9}  {run.Steps.PadLeft(steps)}  {run.Time,7}  {run.Changes}\n"));
        text.Append($"memory  about {MemoryEstimate.Text(ablation.AtATime * MemoryEstimate.Bytes(ablation.Shared.Recipe, KnownModels.Of(ablation.Shared.Recipe)))}\n");
        text.Append($"time    about {Format.Time(TimeSpan.FromSeconds(seconds))} still, {(_stepSeconds is null ? machine.Basis : "by the steps that were taken already")}\n");
        return text.Append($"next    {next}\n").ToString();
    }

    private PlannedRun Shared()
    {
        RunPlan plan = RunPlan.Of(Readable(ablation.Shared.Recipe), services);
        TimeEstimate estimate = new(ablation.Shared.Recipe, KnownModels.Of(ablation.Shared.Recipe), machine);
        ModelPlan[] asked = [.. plan.Stages.Where(stage => !stage.Complete).SelectMany(stage => stage.Models).Where(model => model.Role != ModelRole.Leveled)];
        double seconds = plan.Stages.Where(stage => !stage.Complete)
            .Sum(stage => stage.Models.Where(model => model.Role != ModelRole.Leveled).Sum(model => model.Remaining * estimate.Request(stage.Stage, model.Role)));
        bool complete = plan.Stages.All(stage => stage.Complete);
        return new PlannedRun(ablation.Shared, complete ? 0 : asked.Sum(model => model.Remaining), asked.Any(model => model.AtMost), 0, false, complete, seconds);
    }

    private PlannedRun Plan(Variant variant)
    {
        Recipe recipe = Readable(variant.Recipe);
        RunPlan plan = RunPlan.Of(recipe, services);
        if (plan.Stages.All(stage => stage.Complete))
        {
            return new PlannedRun(variant, 0, false, 0, false, true, 0);
        }

        // Before a variant has begun, its plan can't see the shared run's rows; what is shared is not asked again.
        bool shares = SharesAll(variant.Recipe);
        long requests = shares ? TestAnswers(recipe) : plan.Requests(ModelRole.Teacher) + plan.Requests(ModelRole.Student) + plan.Requests(ModelRole.Leveled);
        long pairs = plan.Images * recipe.Annotate.PerImage;
        int rounds = recipe.Rounds?.Most ?? 1;
        long steps = rounds * recipe.Level.StepsFor((int)Math.Min(int.MaxValue, pairs));
        TimeEstimate estimate = new(recipe, KnownModels.Of(recipe), machine, ablation.AtATime);
        double step = _stepSeconds ?? (estimate.Training(pairs) / recipe.Level.StepsFor((int)Math.Min(int.MaxValue, pairs)));
        requests = (requests * rounds) + (rounds > 1 ? pairs * (rounds - 1) : 0);
        double asking = requests * estimate.Request(Stage.Evaluate, ModelRole.Student);
        return new PlannedRun(variant, requests, !shares || rounds > 1, steps, recipe.Level.Steps == 0 || rounds > 1, false, (steps * step) + asking);
    }

    // The demo's second test may not be drawn yet.
    private static Recipe Readable(Recipe recipe) => recipe.Evaluate is { Forgetting: { } second } && !File.Exists(TestSplit.FileOf(second))
        ? recipe with { Evaluate = recipe.Evaluate with { Forgetting = null } }
        : recipe;

    private bool SharesAll(Recipe recipe)
    {
        Recipe shared = ablation.Shared.Recipe;
        return recipe.Seed == shared.Seed && recipe.Task == shared.Task && recipe.Images == shared.Images
            && recipe.Teacher == shared.Teacher && recipe.Student == shared.Student
            && recipe.Annotate with { BatchSize = 0 } == shared.Annotate with { BatchSize = 0 }
            && recipe.Identify.MaxNewTokens == shared.Identify.MaxNewTokens
            && recipe.Identify.SampleTemperature.Equals(shared.Identify.SampleTemperature)
            && recipe.Evaluate?.Questions == shared.Evaluate?.Questions;
    }

    private static long TestAnswers(Recipe recipe) => recipe.Evaluate is not { } evaluate
        ? 0
        : new[] { evaluate.Questions, evaluate.Forgetting }.OfType<string>().Sum(test => TestSplit.Read(test, evaluate.Limit).Questions.Count);

    private static double? StepSeconds(Ablation ablation)
    {
        double[] steps = [.. ablation.Variants.SelectMany(variant => JsonLines.Read<TrainingStep>(new RunFolder(variant.Recipe.Output).Training)).Select(step => step.Seconds)];
        return steps.Length == 0 ? null : steps.Average();
    }
}
