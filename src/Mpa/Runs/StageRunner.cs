using System.Runtime.InteropServices;

namespace Mpa.Runs;

/// <summary>
/// Runs a stage unless it is complete: its entry stands in run.json with the same key, and the files it wrote are as it left them. A
/// stage that is done again takes the entries after it along, unless its files come out the same.
/// </summary>
internal sealed class StageRunner(RunSession session, Stage from, Stage until)
{
    /// <summary>Version of mpa.</summary>
    public static string Version { get; } = typeof(StageRunner).Assembly.GetName().Version!.ToString(3);

    public Manifest Manifest { get; private set; } = ManifestStore.Read(session.Folder) ?? Empty(session);

    public async Task RunAsync(StageStep step)
    {
        string key = step.Key();
        StageEntry? entry = Complete(step.Stage, key);
        if (step.Stage > until)
        {
            DropStale(step.Stage, entry);
        }
        else if (entry is not null)
        {
            ReportComplete(step.Stage, entry, earlier: true);
        }
        else if (step.Stage < from)
        {
            throw new MpaException(
                $"{session.Folder.Root}: the stage {step.Stage} before {from} is not complete for this recipe. Run from {step.Stage} on, or without --from.");
        }
        else
        {
            await WorkAsync(step, key);
        }
    }

    /// <summary>Forgets a stage that the recipe no longer asks for.</summary>
    public void Omit(Stage stage) => DropStale(stage, null);

    /// <summary>The stage's entry, if it holds for that key and its files are whole.</summary>
    public StageEntry? Complete(Stage stage, string key) =>
        Manifest.Stages.TryGetValue(stage, out StageEntry? entry) && entry.Key == key && Same(entry.Files, StageFiles.Digests(stage, session)) ? entry : null;

    private async Task WorkAsync(StageStep step, string key)
    {
        Manifest before = Manifest;
        Drop(step.Stage);
        long start = session.Services.Clock.GetTimestamp();
        StageCounts counts = await step.Work(key);
        double elapsed = session.Services.Clock.GetElapsedTime(start).TotalSeconds;
        IReadOnlyDictionary<string, string> files = StageFiles.Digests(step.Stage, session);
        StageEntry entry = counts.Complete(step.Stage, elapsed, session.Services.Clock.GetUtcNow(), key, files);
        bool unchanged = before.Stages.TryGetValue(step.Stage, out StageEntry? earlier) && Same(earlier.Files, files);
        Dictionary<Stage, StageEntry> stages = new(unchanged ? before.Stages : Manifest.Stages) { [step.Stage] = entry };
        Write(stages);
        ReportComplete(step.Stage, entry, earlier: false);
    }

    private void DropStale(Stage stage, StageEntry? entry)
    {
        if (entry is null && Manifest.Stages.ContainsKey(stage))
        {
            Drop(stage);
        }
    }

    private void Drop(Stage first) => Write(Manifest.Stages.Where(pair => pair.Key < first).ToDictionary());

    private void Write(IReadOnlyDictionary<Stage, StageEntry> stages)
    {
        Manifest = Empty(session) with
        {
            Models = StageFiles.Models(session),
            Stages = new SortedDictionary<Stage, StageEntry>(stages.ToDictionary()),
        };
        ManifestStore.Write(session.Folder, Manifest);
    }

    private static Manifest Empty(RunSession session)
    {
        SortedDictionary<string, string> environment = new(session.Services.Environment.ToDictionary(), StringComparer.Ordinal)
        {
            ["os"] = RuntimeInformation.OSDescription,
            ["runtime"] = RuntimeInformation.FrameworkDescription,
            ["processors"] = $"{Environment.ProcessorCount}",
        };
        return new Manifest(Version, session.Recipe, new Dictionary<string, string>(), environment, new Dictionary<Stage, StageEntry>());
    }

    private static bool Same(IReadOnlyDictionary<string, string>? one, IReadOnlyDictionary<string, string> other) =>
        one is not null && one.Count == other.Count && one.All(pair => other.TryGetValue(pair.Key, out string? digest) && digest == pair.Value);

    private void ReportComplete(Stage stage, StageEntry entry, bool earlier) =>
        session.Report(stage, entry.In, entry.In, entry.Summary ?? "", complete: true, earlier);
}
