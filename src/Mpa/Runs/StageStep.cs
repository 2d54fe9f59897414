namespace Mpa.Runs;

/// <summary>One stage of the pipeline.</summary>
/// <param name="Stage">Which.</param>
/// <param name="Key">Computes the hash of all that the stage depends on, from the recipe and the files on disk.</param>
/// <param name="Work">Does the stage; given its key.</param>
internal sealed record StageStep(Stage Stage, Func<string> Key, Func<string, Task<StageCounts>> Work);
