using System.CommandLine;

namespace Mpa.Cli.Commands;

/// <summary>Arguments and options that several commands share.</summary>
internal static class Arguments
{
    /// <summary>A recipe file.</summary>
    public static Argument<string> Recipe() => new("recipe") { Description = "A recipe file (docs/guide/recipes.md tells every key)." };

    /// <summary>Overrides of recipe keys.</summary>
    public static Option<string[]> Set() => new("--set")
    {
        HelpName = "key=value",
        Description = "Puts another value in the recipe's place, such as level.epochs=3. May be given several times.",
    };

    /// <summary>A run folder or a recipe.</summary>
    public static Argument<string> RunOrRecipe() => new("run") { Description = "A run folder, or a recipe file." };
}
