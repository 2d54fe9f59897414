using Mpa.Annotation;
using Mpa.Evaluation;
using Mpa.Files;
using Mpa.Images;
using Mpa.Leveling;
using Mpa.Parity;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa;

/// <summary>
/// The Model Parity Aligner: from a folder of unlabeled images to a leveled student and a report. Each stage reads files of the run
/// folder and writes files; a run that was stopped, however, goes on where it was.
/// </summary>
/// <param name="services">Models, trainer, image reader, clock and report.</param>
public sealed class Pipeline(PipelineServices services)
{
    /// <summary>Runs what isn't complete yet of the stages from one until another, both included.</summary>
    /// <param name="recipe">What to run.</param>
    /// <param name="from">Stages before it must be complete.</param>
    /// <param name="until">Stages after it are left alone.</param>
    /// <param name="cancellation">Ends the run at a batch's end; the same call goes on later.</param>
    /// <returns>The manifest as it stands in run.json.</returns>
    /// <exception cref="MpaException">The recipe, an input or a file of the run is wrong, or another process runs in the folder.</exception>
    /// <exception cref="OperationCanceledException">The run was canceled; everything answered is in the files.</exception>
    public async Task<Manifest> RunAsync(
        Recipe recipe, Stage from = Stage.Collect, Stage until = Stage.Report, CancellationToken cancellation = default)
    {
        RecipeValidator.Check(recipe);
        RunSession session = new(recipe, services, cancellation);
        using RunLock alone = RunLock.Take(session.Folder);
        StageRunner stages = new(session, from, until);

        await stages.RunAsync(new(Stage.Collect, () => ImageCollector.Key(session), _ => Task.FromResult(new ImageCollector(session).Run(cancellation))));
        await stages.RunAsync(new(Stage.Annotate, () => Annotator.Key(session), _ => AnnotationTarget.RunAsync(session, cancellation)));
        await stages.RunAsync(new(Stage.Identify, () => ParityIdentifier.Key(session), _ => new ParityIdentifier(session).RunAsync(cancellation)));
        await stages.RunAsync(new(Stage.Level, () => Leveler.Key(session), key => Task.FromResult(new Leveler(session).Run(key, cancellation))));
        if (recipe.Evaluate is null)
        {
            stages.Omit(Stage.Evaluate);
        }
        else
        {
            await stages.RunAsync(new(Stage.Evaluate, () => Evaluator.Key(session), _ => new Evaluator(session).RunAsync(cancellation)));
        }

        await stages.RunAsync(new(Stage.Report, () => ReportKey(stages.Manifest), _ => Task.FromResult(WriteReport(session))));
        return stages.Manifest;
    }

    internal static string ReportKey(Manifest manifest) =>
        ContentKey.Of("report", StageRunner.Version, manifest.Stages.Where(pair => pair.Key != Stage.Report));

    private StageCounts WriteReport(RunSession session)
    {
        services.WriteReport(session.Folder);
        return new StageCounts { In = 1, Out = new Dictionary<string, long> { ["report"] = 1 }, Summary = "written" };
    }
}
