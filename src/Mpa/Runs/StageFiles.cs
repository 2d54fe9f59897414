using Mpa.Files;

namespace Mpa.Runs;

/// <summary>
/// The files of a stage against their hashes in run.json. What a stage only derives is made again when it was changed;
/// what models were asked or trained for is neither trusted nor thrown away: a person decides.
/// </summary>
internal static class StageFiles
{
    /// <summary>
    /// Digest of each file of the stage that exists, by its name. Of the leveled student: the model's fingerprint, and
    /// the digest of each file that isn't weights; its card belongs to the report.
    /// </summary>
    public static SortedDictionary<string, string> Digests(RunSession run, Stage stage)
    {
        SortedDictionary<string, string> digests = new(StringComparer.Ordinal);
        foreach (string path in stage.Files(run.Folder).Where(Path.Exists))
        {
            bool isModel = Directory.Exists(path);
            digests.Add(run.Folder.NameOf(path), isModel ? OfModel(run) : run.Digest(path));
            foreach (string side in isModel ? SideFiles(run.Folder) : [])
            {
                digests.Add(run.Folder.NameOf(side), FileDigest.Of(side));
            }
        }

        return digests;
    }

    /// <summary>
    /// The names of the files that are not as an entry has them. A file that somebody laid beside the leveled student's
    /// is none of ours.
    /// </summary>
    public static IEnumerable<string> Changed(
        RunFolder folder, IReadOnlyDictionary<string, string> left, IReadOnlyDictionary<string, string> now) =>
        from name in left.Keys.Union(now.Keys.Where(name => !IsIn(folder.Leveled, folder.At(name))))
        where left.GetValueOrDefault(name) != now.GetValueOrDefault(name)
        select name;

    /// <summary>Whether a stage's files are as it left them.</summary>
    /// <exception cref="MpaException">A file that models were asked or trained for was changed.</exception>
    public static bool AreAsLeft(RunSession run, Stage stage, IReadOnlyDictionary<string, string>? left)
    {
        if (left is null)
        {
            return false;
        }

        SortedDictionary<string, string> now = Digests(run, stage);
        string[] changed = [.. Changed(run.Folder, left, now)];
        string? damaged = changed.LastOrDefault( // of a model folder and a file in it the file
            name => left.ContainsKey(name) && IsThere(run.Folder, name, now) && IsCostly(run.Folder, stage, name));
        return damaged is null
            ? changed.Length == 0
            : throw Damaged(run.Folder, stage, damaged, now.GetValueOrDefault(damaged));
    }

    /// <summary>Makes sure that the rows that are going to be told of are as their stages left them.</summary>
    /// <exception cref="MpaException">A file was changed, or is gone.</exception>
    public static void RequireAsLeft(RunFolder folder, Manifest manifest)
    {
        foreach ((Stage stage, StageEntry entry) in manifest.Stages.Where(pair => pair.Key != Stage.Report))
        {
            foreach ((string name, string digest) in entry.Files ?? new Dictionary<string, string>())
            {
                string path = folder.At(name);
                if (path != folder.Leveled && !IsIn(folder.Leveled, path) && FileDigest.Of(path) != digest)
                {
                    throw Damaged(folder, stage, name, null);
                }
            }
        }
    }

    /// <summary>
    /// Reads files of a run. Where a row can't be read since its file isn't as a stage left it, the error says so, and
    /// what mends it.
    /// </summary>
    /// <exception cref="MpaException">A file is damaged.</exception>
    public static T Reading<T>(RunSession run, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (MpaException error) when (Unread(run, error) is var (stage, name))
        {
            throw Damaged(run.Folder, stage, name, null);
        }
    }

    /// <summary>The file that a reader's error names, if it isn't as a stage left it.</summary>
    private static (Stage Stage, string Name)? Unread(RunSession run, MpaException error)
    {
        IEnumerable<(Stage, string)> changed =
            from entry in run.Manifest.Stages
            from file in entry.Value.Files ?? new Dictionary<string, string>()
            let path = run.Folder.At(file.Key)
            where error.Message.StartsWith($"{path}:", StringComparison.Ordinal) && FileDigest.Of(path) != file.Value
            select (entry.Key, file.Key);
        return changed.Cast<(Stage, string)?>().FirstOrDefault();
    }

    /// <summary>
    /// Whether a file is there to be put aside or taken as it is; one that is gone from a model's folder leaves the
    /// folder.
    /// </summary>
    public static bool IsThere(RunFolder folder, string name, IReadOnlyDictionary<string, string> now) =>
        now.ContainsKey(name) || (IsIn(folder.Leveled, folder.At(name)) && Directory.Exists(folder.Leveled));

    /// <summary>Whether a file of a stage cost asking or training.</summary>
    public static bool IsCostly(RunFolder folder, Stage stage, string name) =>
        stage.Costly(folder).Any(path => path == folder.At(name) || IsIn(path, folder.At(name)));

    private static bool IsIn(string directory, string path) =>
        path.StartsWith(directory + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>A model that can't be read has the cause in the place of its fingerprint.</summary>
    private static string OfModel(RunSession run)
    {
        try
        {
            return run.Fingerprint(run.Leveled);
        }
        catch (MpaException error)
        {
            return error.Message;
        }
    }

    private static MpaException Damaged(RunFolder folder, Stage stage, string name, string? now) => new(
        $"{folder.At(name)} is not as the stage {stage} left it: "
        + (now is not null && now.Contains(' ') ? now.TrimEnd('.')
            : folder.At(name) == folder.Leveled ? "its weights haven't the hash in run.json"
            : "its hash isn't the one in run.json")
        + $". Put it back from a copy. Without one, \"mpa mend {folder.Root}\" sets it aside and the next run makes it "
        + "anew; with --accept it is taken as it is now.");

    private static IEnumerable<string> SideFiles(RunFolder folder) => Directory
        .EnumerateFiles(folder.Leveled, "*", SearchOption.AllDirectories)
        .Where(file => file != folder.ModelCard && Path.GetExtension(file) != ".safetensors");
}
