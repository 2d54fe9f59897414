using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa;

/// <summary>
/// The Model Parity Aligner: from a folder of unlabeled images to a leveled student and a report. Each stage reads
/// files of the run folder and writes files; a run that was stopped, however, goes on where it was.
/// </summary>
/// <param name="parts">Models, data, images, trainer and clock.</param>
/// <param name="progress">Told how far a stage is; called on the thread that does the work. Null tells nobody.</param>
public sealed class Pipeline(RunParts parts, Action<StageProgress>? progress = null)
{
    /// <summary>Runs what isn't complete yet of the stages from one until another, both included.</summary>
    /// <param name="recipe">What to run.</param>
    /// <param name="from">Stages before it must be complete; null begins with the first.</param>
    /// <param name="until">Stages after it are left alone; null ends with the last.</param>
    /// <param name="cancellation">Ends the run at a batch's end; the same call goes on later.</param>
    /// <returns>The manifest as it stands in run.json.</returns>
    /// <exception cref="MpaException">
    /// The recipe, an input or a file of the run is wrong, or another process runs in the folder.
    /// </exception>
    /// <exception cref="OperationCanceledException">
    /// The run was canceled; everything answered is in the files.
    /// </exception>
    public async Task<Manifest> RunAsync(
        Recipe recipe, Stage? from = null, Stage? until = null, CancellationToken cancellation = default)
    {
        RecipeValidator.Check(recipe);
        RunSession run = new(recipe, parts, progress, cancellation);
        using RunLock alone = RunLock.Take(run.Folder);
        StageRunner runner = new(run, from ?? Stage.First, until ?? Stage.Last);
        foreach (Stage stage in Stage.All)
        {
            await runner.RunAsync(stage, cancellation);
        }

        return run.Manifest;
    }
}
