namespace Mpa.Cli.Ablations;

/// <summary>Runs that differ in a few keys, to be compared.</summary>
/// <param name="Output">The folder that all of them lie in.</param>
/// <param name="Shared">Asks both models everything that the variants have in common, and trains nothing; they take its rows.</param>
/// <param name="Variants">In the order of the recipe; the first is what the others are compared with.</param>
/// <param name="AtATime">Variants that run side by side.</param>
/// <param name="World">Where the demo's truth is drawn before anything runs; null for none.</param>
internal sealed record Ablation(string Output, Variant Shared, IReadOnlyList<Variant> Variants, int AtATime, string? World)
{
    /// <summary>Every run, the shared one first.</summary>
    public IReadOnlyList<Variant> Runs => [Shared, .. Variants];
}
