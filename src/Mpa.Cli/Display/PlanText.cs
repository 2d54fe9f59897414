using System.Text;
using Mpa.Cli.Doctor;
using Mpa.Cli.Estimates;
using Mpa.Cli.Recipes;
using Mpa.Models;
using Mpa.Planning;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Cli.Display;

/// <summary>A plan as a table: who is asked how often, what is done, and how long the rest takes.</summary>
internal static class PlanText
{
    /// <summary>The whole text.</summary>
    /// <param name="recipe">What would run.</param>
    /// <param name="plan">What it comes to.</param>
    /// <param name="machine">How fast this machine is.</param>
    /// <param name="next">The command that runs it.</param>
    public static string Of(Recipe recipe, RunPlan plan, MachineSpeed machine, string next)
    {
        KnownModels models = KnownModels.Of(recipe);
        TimeEstimate estimate = new(recipe, models, machine);
        PlanRow[] rows = [.. plan.Stages.SelectMany(stage => Rows(recipe, plan, stage, estimate))];
        StringBuilder text = new();
        text.Append($"mpa plan · task {recipe.Task} · {Format.Count(plan.Images)} images · ");
        text.Append($"{Environment.ProcessorCount} cores · {RecipePaths.Show(recipe.Output)}\n");
        text.Append(PlanRow.Header.Line(rows));
        Array.ForEach(rows, row => text.Append(row.Line(rows)));
        text.Append(recipe.Teacher.Server is { } server ? new CostEstimate(recipe, server).Text(plan) : "");
        text.Append($"memory  about {MemoryEstimate.Text(MemoryEstimate.Bytes(recipe, plan, models))}\n");
        TimeSpan left = TimeSpan.FromSeconds(rows.Sum(row => row.Seconds));
        text.Append(plan.Stages.All(stage => stage.Complete)
            ? $"done    {RecipePaths.Show(new RunFolder(recipe.Output).Report)}\n"
            : $"time    about {Format.Time(left)} still, {estimate.Basis}\nnext    {next}\n");
        return text.ToString();
    }

    private static IEnumerable<PlanRow> Rows(Recipe recipe, RunPlan plan, StagePlan stage, TimeEstimate estimate)
    {
        string label = $"{stage.Stage.Number,2} {stage.Stage.Name}";
        if (stage.Models.Count == 0)
        {
            string model = stage.Example is null ? "" : $"student {RunHeader.Model(recipe.Student)}, trained";
            double seconds = stage is { Complete: false, Example: { } example }
                ? estimate.Training(plan.Images * recipe.Annotate.PerImage, example)
                : 0;
            yield return new PlanRow(label, model, "", "", stage.Complete ? "done" : "to do", seconds);
        }

        foreach (ModelPlan asked in stage.Models)
        {
            yield return Row(label, recipe, stage, asked, estimate);
            label = "";
        }
    }

    private static PlanRow Row(
        string label, Recipe recipe, StagePlan stage, ModelPlan asked, TimeEstimate estimate)
    {
        // The leveled student is named as the student: its folder may not be there yet.
        ModelReference model = asked.Role == ModelRole.Leveled ? recipe.Student : asked.Model;
        long remaining = stage.Complete ? 0 : asked.Remaining;
        string most = asked.AtMost && remaining > 0 ? "≤" : "";
        return new PlanRow(
            label,
            $"{asked.Role.Name()} {RunHeader.Model(model)}",
            most + Format.Count(asked.Total),
            Format.Count(asked.Total - remaining),
            remaining == 0 ? "done" : most + Format.Count(remaining),
            remaining == 0 ? 0 : remaining * estimate.Request(asked));
    }
}
