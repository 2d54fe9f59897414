using Mpa.Planning;

namespace Mpa.Runs;

/// <summary>
/// Runs a stage unless it is complete: its entry stands in run.json with the same key, and the files it wrote are as it
/// left them. A stage that is done again takes the entries after it along, unless its files come out the same.
/// </summary>
internal sealed class StageRunner(RunSession run, Stage from, Stage until)
{
    private bool _looked;

    public async Task RunAsync(Stage stage, CancellationToken cancellation)
    {
        if (!stage.IsIn(run.Recipe))
        {
            DropStale(stage, null);
            return;
        }

        string key = stage.Key(run);
        StageEntry? entry = Complete(stage, key);
        if (stage > until)
        {
            DropStale(stage, entry);
        }
        else if (entry is not null)
        {
            Report(stage, entry, earlier: true);
        }
        else if (stage < from)
        {
            throw new MpaException(
                $"{run.Folder.Root}: the stage {stage} before {from} is not complete for this recipe. "
                + $"Run from {stage} on, or without --from.");
        }
        else
        {
            await WorkAsync(stage, key, cancellation);
        }
    }

    /// <summary>The stage's entry, if it holds for that key and its files are whole.</summary>
    /// <exception cref="MpaException">A file of it that models were asked or trained for was changed.</exception>
    public StageEntry? Complete(Stage stage, string key) =>
        run.Manifest.Stages.TryGetValue(stage, out StageEntry? entry)
            && entry.Key == key
            && StageFiles.AreAsLeft(run, stage, entry.Files)
            ? entry
            : null;

    private async Task WorkAsync(Stage stage, string key, CancellationToken cancellation)
    {
        if (!_looked)
        {
            Preflight.Check(run, until);
            _looked = true;
        }

        Manifest before = run.Manifest;
        Drop(stage);
        TimeProvider clock = run.Parts.Clock;
        long start = clock.GetTimestamp();
        StageCounts counts = await stage.RunAsync(run, key, cancellation);
        double elapsed = clock.GetElapsedTime(start).TotalSeconds;
        IReadOnlyDictionary<string, string> files = StageFiles.Digests(run, stage);
        StageEntry entry = counts.Complete(stage, elapsed, clock.GetUtcNow(), key, files);
        bool unchanged = before.Stages.TryGetValue(stage, out StageEntry? earlier)
            && earlier.Files is { } left
            && !StageFiles.Changed(run.Folder, left, files).Any();
        Write(new Dictionary<Stage, StageEntry>(unchanged ? before.Stages : run.Manifest.Stages) { [stage] = entry });
        Report(stage, entry, earlier: false);
    }

    private void DropStale(Stage stage, StageEntry? entry)
    {
        if (entry is null && run.Manifest.Stages.ContainsKey(stage))
        {
            Drop(stage);
        }
    }

    private void Drop(Stage first) => Write(run.Manifest.Stages.Where(pair => pair.Key < first).ToDictionary());

    private void Write(IReadOnlyDictionary<Stage, StageEntry> stages)
    {
        run.Manifest = Manifest.Begin(run.Recipe, run.Parts.Versions) with
        {
            Models = run.Fingerprints(),
            Stages = new SortedDictionary<Stage, StageEntry>(stages.ToDictionary()),
        };
        ManifestStore.Write(run.Folder, run.Manifest);
    }

    private void Report(Stage stage, StageEntry entry, bool earlier) =>
        run.Report(stage, entry.In, entry.In, entry.Summary ?? "", complete: true, earlier);
}
