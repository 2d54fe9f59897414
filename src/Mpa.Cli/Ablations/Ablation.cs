using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Cli.Ablations;

/// <summary>Runs that differ in a few keys, to be compared.</summary>
/// <param name="Output">The folder that all of them lie in.</param>
/// <param name="Shared">
/// Asks both models everything that the variants have in common, and trains nothing; they take its rows.
/// </param>
/// <param name="Variants">In the order of the recipe; the first is what the others are compared with.</param>
/// <param name="AtATime">Variants that run side by side.</param>
/// <param name="World">Where the demo's truth is drawn before anything runs; null for none.</param>
internal sealed record Ablation(
    string Output, Variant Shared, IReadOnlyList<Variant> Variants, int AtATime, string? World)
{
    /// <summary>Every run, the shared one first.</summary>
    public IReadOnlyList<Variant> Runs => [Shared, .. Variants];
}

/// <summary>One run of an ablation.</summary>
/// <param name="Name">Of its run folder.</param>
/// <param name="Recipe">As resolved.</param>
/// <param name="Changes">What it changes, as written: "level.select: all".</param>
internal sealed record Variant(string Name, Recipe Recipe, string Changes)
{
    /// <summary>Whether it asks or trains the student of another variant, and so runs after it.</summary>
    public bool IsLater { get; init; }

    /// <summary>The student that it levels.</summary>
    public string Leveled => new RunFolder(Recipe.Output).Leveled;

    /// <summary>Where its recipe is written, to run it alone.</summary>
    public string RecipeFile => Path.Combine(Path.GetDirectoryName(Recipe.Output)!, "recipes", Name + ".yaml");
}
