using Mpa.Recipes;

namespace Mpa.Runs;

/// <summary>run.json: what ran, with what, and how it went. A stage's entry is written last, so its presence means complete.</summary>
/// <param name="Version">Of mpa.</param>
/// <param name="Recipe">As resolved.</param>
/// <param name="Models">Role ("teacher", "student", "leveled") to the model's fingerprint.</param>
/// <param name="Environment">Operating system, processor count, library versions.</param>
/// <param name="Stages">Complete stages.</param>
public sealed record Manifest(
    string Version,
    Recipe Recipe,
    IReadOnlyDictionary<string, string> Models,
    IReadOnlyDictionary<string, string> Environment,
    IReadOnlyDictionary<Stage, StageEntry> Stages);
