using System.CommandLine;
using Mpa.Cli.Display;
using Mpa.Cli.Doctor;
using Mpa.Cli.Recipes;
using Mpa.Planning;
using Mpa.Recipes;

namespace Mpa.Cli.Commands;

/// <summary><c>mpa plan recipe.yaml</c>: what a run would do, without doing it.</summary>
internal static class PlanCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        Argument<string> recipe = Arguments.RunOrRecipe();
        Option<string[]> set = Arguments.Set();
        Option<bool> resolved = new("--resolved")
        {
            Description = "Prints the recipe with every key and full paths in place of the plan.",
        };
        ExampleCommand command = new(
            "plan",
            "Prints what a run would do: requests, models, what is done already, time and memory.",
            "mpa plan recipes/demo.yaml",
            "mpa plan recipes/demo.yaml --resolved")
        {
            recipe, set, resolved,
        };
        command.SetAction(parsed =>
        {
            Recipe loaded = RunOrRecipe.Load(
                parsed.GetRequiredValue(recipe), parsed.GetValue(set) ?? [], context.Workshop.Places.Models);
            string text = parsed.GetValue(resolved) ? RecipeWriter.Write(loaded) : Plan(context, loaded);
            context.Terminal.Out.Write(text);
            return ExitCode.Done;
        });
        return command;
    }

    private static string Plan(CommandContext context, Recipe recipe)
    {
        RunPlan plan = RunPlan.Of(recipe, context.Workshop.Run);
        string next = context.Typed.Replace("mpa plan ", "mpa run ", StringComparison.Ordinal);
        return PlanText.Of(recipe, plan, MachineFile.Read(context.Workshop.Places.Cache), next);
    }
}
