using System.CommandLine;
using Mpa.Cli.Recipes;

namespace Mpa.Cli.Commands;

/// <summary><c>mpa demo</c>: the whole method on the bundled charts and models.</summary>
internal static class DemoCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        Option<string[]> set = Arguments.Set();
        ExampleCommand command = new("demo", "Runs the whole method on the bundled charts and models, in minutes.", "mpa demo", "mpa demo --set seed=1 --set output=out/demo-1") { set };
        command.SetAction((parsed, cancellation) => RunFlow.RunAsync(
            context, new RunRequest("demo", RecipeLoader.Load(FindRecipe(), parsed.GetValue(set) ?? [])), cancellation));
        return command;
    }

    // The recipe lies in the repository: above the current folder, or above the program.
    private static string FindRecipe()
    {
        string name = Path.Combine("recipes", "demo.yaml");
        return Above(Environment.CurrentDirectory).Concat(Above(AppContext.BaseDirectory))
            .Select(folder => Path.Combine(folder, name))
            .Where(File.Exists)
            .Select(RecipePaths.Show)
            .FirstOrDefault() ?? throw new MpaException($"{name} stands in no folder above this one; run the demo inside the repository");
    }

    private static IEnumerable<string> Above(string folder)
    {
        for (DirectoryInfo? at = new(folder); at is not null; at = at.Parent)
        {
            yield return at.FullName;
        }
    }
}
