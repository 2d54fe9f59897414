using System.CommandLine;
using Mpa.Cli.Recipes;
using Mpa.Recipes;

namespace Mpa.Cli.Commands;

/// <summary><c>mpa demo</c>: the whole method on the bundled charts and models.</summary>
internal static class DemoCommand
{
    private const string Ablations = "demo-ablations.yaml";

    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        Option<string[]> set = Arguments.Set();
        ExampleCommand command = new(
            "demo",
            "Runs the whole method on the bundled charts and models, in minutes.",
            "mpa demo",
            "mpa demo --set seed=1 --set output=out/demo-1")
        {
            set,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            string file = FindRecipe();
            Recipe recipe = RecipeLoader.Load(file, parsed.GetValue(set) ?? [], context.Workshop.Places.Models);
            int code = await RunFlow.RunAsync(context, new RunRequest("demo", recipe), cancellation);
            if (code == ExitCode.Done)
            {
                context.Terminal.Out.WriteLine(
                    $"worth   mpa ablate {TypedCommand.Quote(Path.Join(Path.GetDirectoryName(file), Ablations))}"
                        + "        what each part of the method is worth here, second opinions too");
            }

            return code;
        });
        return command;
    }

    // The recipe lies in the repository, above the current folder or the program; or beside a published program.
    private static string FindRecipe()
    {
        string name = Path.Combine("recipes", "demo.yaml");
        return Above(Environment.CurrentDirectory).Concat(Above(AppContext.BaseDirectory))
            .Select(folder => Path.Combine(folder, name))
            .Where(File.Exists)
            .Select(RecipePaths.Show)
            .FirstOrDefault()
            ?? throw new MpaException(
                $"{name} stands neither in a folder above this one nor beside the program in "
                    + $"{AppContext.BaseDirectory}; run the demo inside the repository, or with a published program");
    }

    private static IEnumerable<string> Above(string folder)
    {
        for (DirectoryInfo? at = new(folder); at is not null; at = at.Parent)
        {
            yield return at.FullName;
        }
    }
}

/// <summary><c>mpa world FOLDER</c>: the demo's truth, which the repository does not hold.</summary>
internal static class WorldCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        Argument<string> folder = new("folder") { Description = "Where labels.jsonl and the second test go." };
        Option<string> images = new("--images")
        {
            HelpName = "folder",
            Description = "The demo's unlabeled charts, which are checked against what is drawn.",
            DefaultValueFactory = _ => "data/demo/unlabeled",
        };
        ExampleCommand command = new(
            "world",
            "Draws the demo's charts again: their true labels, for the baseline with human labels, "
                + "and a second test of bars.",
            "mpa world out/demo-world")
        {
            folder, images,
        };
        command.SetAction(parsed =>
        {
            string path = RecipePaths.Resolve(parsed.GetRequiredValue(folder), Environment.CurrentDirectory);
            string unlabeled = RecipePaths.Resolve(parsed.GetRequiredValue(images), Environment.CurrentDirectory);
            string note = context.Workshop.DrawWorld(path, unlabeled) ? "" : "        was there already";
            context.Terminal.Out.WriteLine($"world   {RecipePaths.Show(path)}{note}");
            return ExitCode.Done;
        });
        return command;
    }
}

/// <summary><c>mpa pretrain recipe.yaml</c>: makes a bundled model from nothing.</summary>
internal static class PretrainCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        Argument<string> recipe = new("recipe") { Description = "A recipe of a bundled model." };
        ExampleCommand command = new(
            "pretrain",
            "Makes a bundled model from nothing, on generated charts.",
            "mpa pretrain recipes/pretrain-demo-student.yaml")
        {
            recipe,
        };
        command.SetAction((parsed, cancellation) =>
        {
            string given = parsed.GetRequiredValue(recipe);
            string path = RecipePaths.Resolve(given, Environment.CurrentDirectory);
            return File.Exists(path)
                ? context.Workshop.Engine.PretrainAsync(path, context.Terminal, cancellation)
                : throw new MpaException(
                    $"{given}: there is no such recipe; those of the bundled models are recipes/pretrain-*.yaml");
        });
        return command;
    }
}
