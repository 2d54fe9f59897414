using System.CommandLine;
using Mpa.Cli.Recipes;

namespace Mpa.Cli.Commands;

/// <summary><c>mpa pretrain recipe.yaml</c>: makes a bundled model from nothing.</summary>
internal static class PretrainCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        Argument<string> recipe = new("recipe") { Description = "A recipe of a bundled model." };
        ExampleCommand command = new("pretrain", "Makes a bundled model from nothing, on generated charts.", "mpa pretrain recipes/pretrain-demo-student.yaml") { recipe };
        command.SetAction((parsed, cancellation) =>
        {
            string given = parsed.GetRequiredValue(recipe);
            string path = RecipePaths.Resolve(given, Environment.CurrentDirectory);
            return File.Exists(path)
                ? context.Workshop.Engine.PretrainAsync(path, context.Terminal, cancellation)
                : throw new MpaException($"{given}: there is no such recipe; those of the bundled models are recipes/pretrain-*.yaml");
        });
        return command;
    }
}
