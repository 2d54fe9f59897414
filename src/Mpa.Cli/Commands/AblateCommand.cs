using System.CommandLine;
using Mpa.Cli.Ablations;
using Mpa.Cli.Doctor;
using Mpa.Cli.Recipes;

namespace Mpa.Cli.Commands;

/// <summary><c>mpa ablate recipe.yaml</c>: one base, several variants, one page that compares them.</summary>
internal static class AblateCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        Argument<string> recipe = new("recipe") { Description = "A recipe with variants (docs/guide/ablations.md)." };
        Option<bool> plan = new("--plan")
        {
            Description = "Prints what would run and what it costs, and runs nothing.",
        };
        Option<string[]> set = Arguments.Set();
        ExampleCommand command = new(
            "ablate",
            "Runs variants of one recipe, which share every answer, and compares them. "
                + "Stopped, the same command goes on.",
            "mpa ablate recipes/demo-ablations.yaml --plan",
            "mpa ablate recipes/demo-ablations.yaml")
        {
            recipe, plan, set,
        };
        command.SetAction((parsed, cancellation) =>
        {
            AblationFile file = AblationFile.Load(parsed.GetRequiredValue(recipe), parsed.GetValue(set) ?? []);
            return parsed.GetValue(plan) ? Task.FromResult(Plan(context, file)) : RunAsync(context, file, cancellation);
        });
        return command;
    }

    private static int Plan(CommandContext context, AblationFile file)
    {
        // What the world draws isn't there yet, so paths need not exist where there is one.
        Ablation ablation = file.Bind(
            context.Workshop.Places.Models, mustExist: file.WorldFolder is null, Environment.ProcessorCount);
        string next = context.Typed.Replace(" --plan", "", StringComparison.Ordinal);
        MachineSpeed machine = MachineFile.Read(context.Workshop.Places.Cache);
        context.Terminal.Out.Write(new AblationPlan(ablation, context.Workshop.Run, machine).Text(next));
        return ExitCode.Done;
    }

    private static Task<int> RunAsync(CommandContext context, AblationFile file, CancellationToken cancellation)
    {
        string home = context.Workshop.Places.Models;
        if (file.WorldFolder is { } world
            && context.Workshop.DrawWorld(world, file.Bind(home, mustExist: false, cores: 1).Shared.Recipe.Images))
        {
            context.Terminal.Out.WriteLine($"world   the demo's truth, drawn again to {RecipePaths.Show(world)}");
        }

        Ablation ablation = file.Bind(home, mustExist: true, Environment.ProcessorCount);
        context.Terminal.Out.WriteLine(
            $"mpa ablate · {ablation.Variants.Count} variants, {ablation.AtATime} at a time · "
                + $"{Environment.ProcessorCount} cores · {RecipePaths.Show(ablation.Output)}");
        return new AblateFlow(context, ablation, Environment.ProcessorCount).RunAsync(cancellation);
    }
}
