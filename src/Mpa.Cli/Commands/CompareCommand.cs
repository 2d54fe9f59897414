using System.CommandLine;
using Mpa.Cli.Display;
using Mpa.Cli.Recipes;
using Mpa.Comparisons;
using Mpa.Runs;

namespace Mpa.Cli.Commands;

/// <summary><c>mpa compare RUN RUN…</c>: runs side by side on one test.</summary>
internal static class CompareCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        Argument<string[]> runs = new("runs") { Arity = new ArgumentArity(2, 100), Description = "Run folders; the first is what the others are compared with." };
        Option<string> output = new("--output") { HelpName = "folder", Description = "Where compare.html, .md and .json go.", DefaultValueFactory = _ => "out/compare" };
        Option<bool> shared = new("--shared-questions") { Description = "Compares on the questions that all runs answered, where tests differ in size." };
        ExampleCommand command = new("compare", "Puts runs side by side in one page: scores with intervals, paired differences, funnels, slices, costs.",
            "mpa compare out/demo-ablations/mpa out/demo-ablations/no-pi")
        {
            runs, output, shared,
        };
        command.SetAction(parsed =>
        {
            RunFolder[] folders = [.. parsed.GetRequiredValue(runs).Select(RunOrRecipe.Folder)];
            string folder = RecipePaths.Resolve(parsed.GetRequiredValue(output), Environment.CurrentDirectory);
            CompareEnd.Write(context.Terminal.Out, ComparisonWriter.Write(folders, folder, parsed.GetValue(shared)), folder);
            return ExitCode.Done;
        });
        return command;
    }
}
