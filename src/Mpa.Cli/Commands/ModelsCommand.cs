using System.CommandLine;
using Mpa.Cli.Models;

namespace Mpa.Cli.Commands;

/// <summary><c>mpa models [FOLDER…]</c>: lists models and what each can be here.</summary>
internal static class ModelsCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        Argument<string[]> folders = new("folder") { Description = "Model folders, or folders of them; else what mpa pull brought.", Arity = ArgumentArity.ZeroOrMore };
        ExampleCommand command = new("models", "Lists models: family, size, and whether each can be a teacher or student on this machine.", "mpa models", "mpa models models") { folders };
        command.SetAction(parsed =>
        {
            string[] given = parsed.GetValue(folders) ?? [];
            string[] models = [.. (given.Length > 0 ? given.Select(folder => ExistingPath.Of(folder, "folder", Directory.Exists)) : Home(context)).SelectMany(ModelFolders.In).Distinct()];
            if (models.Length == 0)
            {
                context.Terminal.Out.WriteLine($"there is no model in {(given.Length > 0 ? string.Join(", ", given) : context.Workshop.Places.Models)}; mpa pull owner/name gets one, and mpa models FOLDER looks elsewhere");
                return ExitCode.Done;
            }

            long memory = context.Workshop.Places.Memory;
            ModelRow[] rows = [.. models.Select(folder => ModelRow.Of(folder, memory))];
            ModelRow.Lines(rows).ToList().ForEach(context.Terminal.Out.WriteLine);
            return ExitCode.Done;
        });
        return command;
    }

    private static IEnumerable<string> Home(CommandContext context) => Directory.Exists(context.Workshop.Places.Models) ? [context.Workshop.Places.Models] : [];
}
