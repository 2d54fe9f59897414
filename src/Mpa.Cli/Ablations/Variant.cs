using Mpa.Recipes;

namespace Mpa.Cli.Ablations;

/// <summary>One run of an ablation.</summary>
/// <param name="Name">Of its run folder.</param>
/// <param name="Recipe">As resolved.</param>
/// <param name="Changes">What it changes, as written: "level.select: all".</param>
internal sealed record Variant(string Name, Recipe Recipe, string Changes)
{
    /// <summary>Where its recipe is written, to run it alone.</summary>
    public string RecipeFile => Path.Combine(Path.GetDirectoryName(Recipe.Output)!, "recipes", Name + ".yaml");
}
