using System.CommandLine;
using Mpa.Cli.Recipes;

namespace Mpa.Cli.Commands;

/// <summary><c>mpa world FOLDER</c>: the demo's truth, which the repository does not hold.</summary>
internal static class WorldCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        Argument<string> folder = new("folder") { Description = "Where labels.jsonl and the second test go." };
        Option<string> images = new("--images") { HelpName = "folder", Description = "The demo's unlabeled charts, which are checked against what is drawn.", DefaultValueFactory = _ => "data/demo/unlabeled" };
        ExampleCommand command = new("world", "Draws the demo's charts again: their true labels, for the baseline with human labels, and a second test of bars.", "mpa world out/demo-world")
        {
            folder, images,
        };
        command.SetAction(parsed =>
        {
            string path = RecipePaths.Resolve(parsed.GetRequiredValue(folder), Environment.CurrentDirectory);
            bool drawn = context.Workshop.DrawWorld(path, RecipePaths.Resolve(parsed.GetRequiredValue(images), Environment.CurrentDirectory));
            context.Terminal.Out.WriteLine($"world   {RecipePaths.Show(path)}{(drawn ? "" : "        was there already")}");
            return ExitCode.Done;
        });
        return command;
    }
}
