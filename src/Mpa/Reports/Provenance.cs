using Mpa.Recipes;

namespace Mpa.Reports;

/// <summary>What made the run.</summary>
/// <param name="Version">Of mpa.</param>
/// <param name="Task">The task's name.</param>
/// <param name="Seed">Of everything drawn.</param>
/// <param name="Teacher">What people call it.</param>
/// <param name="Student">What people call it.</param>
/// <param name="Finished">When the last complete stage ended (UTC); null when none has.</param>
/// <param name="Models">Role to fingerprint of the weights.</param>
/// <param name="Environment">System and library versions.</param>
/// <param name="Recipe">As resolved.</param>
public sealed record Provenance(
    string Version,
    string Task,
    int Seed,
    string Teacher,
    string Student,
    DateTimeOffset? Finished,
    IReadOnlyDictionary<string, string> Models,
    IReadOnlyDictionary<string, string> Environment,
    Recipe Recipe);
