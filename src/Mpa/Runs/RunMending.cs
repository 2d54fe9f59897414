using Mpa.Files;
using Mpa.Leveling;
using Mpa.Recipes;

namespace Mpa.Runs;

/// <summary>Finds and mends what was changed or damaged in a run folder since its stages were complete.</summary>
public static class RunMending
{
    /// <summary>Names of the files that are not as run.json has them; those of the report are left out.</summary>
    /// <param name="recipe">The run's.</param>
    /// <param name="parts">For the fingerprint of the leveled student.</param>
    public static IReadOnlyList<string> Find(Recipe recipe, RunParts parts)
    {
        RunSession run = new(recipe, parts);
        return [.. Changed(run).Select(file => file.Name), .. TornStates(run.Folder)];
    }

    /// <summary>Puts a run.json aside, or takes it as it is, that was changed since it was written.</summary>
    /// <returns>Whether it was.</returns>
    /// <exception cref="MpaException">Another process runs in the folder, or run.json can't be read at all.</exception>
    public static bool MendManifest(RunFolder folder, bool accept)
    {
        using RunLock alone = RunLock.Take(folder);
        if (!ManifestStore.IsChanged(folder))
        {
            return false;
        }

        if (accept)
        {
            ManifestStore.Accept(folder);
        }
        else
        {
            MoveAside(folder, folder.NameOf(folder.Manifest));
        }

        return true;
    }

    /// <summary>Puts them aside, so that the next run makes them anew.</summary>
    /// <returns>Their names.</returns>
    /// <exception cref="MpaException">Another process runs in the folder.</exception>
    public static IReadOnlyList<string> SetAside(Recipe recipe, RunParts parts)
    {
        RunFolder folder = new(recipe.Output);
        using RunLock alone = RunLock.Take(folder);
        IReadOnlyList<string> names = Find(recipe, parts);
        foreach (string name in names.Select(name => Whole(folder, name)).Distinct())
        {
            MoveAside(folder, name);
        }

        return names;
    }

    /// <summary>
    /// Takes the files as they are now: rows that are missing are asked for, and what follows from them is done again.
    /// </summary>
    /// <returns>Their names.</returns>
    /// <exception cref="MpaException">Another process runs in the folder.</exception>
    public static IReadOnlyList<string> Accept(Recipe recipe, RunParts parts)
    {
        RunSession run = new(recipe, parts);
        using RunLock alone = RunLock.Take(run.Folder);
        (Stage Stage, string Name)[] changed = [.. Changed(run)];
        if (changed.Any(file => file.Stage == Stage.Level))
        {
            run.Fingerprint(run.Leveled); // a model that can't be read can't be taken either
        }

        SortedDictionary<Stage, StageEntry> left = new(run.Manifest.Stages
            .Where(pair => changed.All(file => file.Stage != pair.Key))
            .ToDictionary());
        ManifestStore.Write(run.Folder, run.Manifest with { Stages = left });
        if (changed.Any(file => file.Stage == Stage.Level))
        {
            new LeveledStudents(run).Accept();
        }

        return [.. changed.Select(file => file.Name)];
    }

    private static void MoveAside(RunFolder folder, string name)
    {
        string source = folder.At(name), target = Free(Path.Combine(folder.Kept, "changed", name));
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        if (Directory.Exists(source))
        {
            Directory.Move(source, target);
            File.Delete(folder.LeveledBy);
        }
        else
        {
            File.Move(source, target);
        }
    }

    private static IEnumerable<(Stage Stage, string Name)> Changed(RunSession run) =>
        from pair in run.Manifest.Stages
        where pair.Key != Stage.Report && pair.Value.Files is not null
        let now = StageFiles.Digests(run, pair.Key)
        from name in StageFiles.Changed(run.Folder, pair.Value.Files!, now)
        where StageFiles.IsThere(run.Folder, name, now)
        select (pair.Key, name);

    private static IEnumerable<string> TornStates(RunFolder folder) => Directory.Exists(folder.TrainingState)
        ? SealedFile.Damaged(folder.TrainingState).Select(folder.NameOf)
        : [];

    /// <summary>A model folder is of one piece.</summary>
    private static string Whole(RunFolder folder, string name)
    {
        string leveled = folder.NameOf(folder.Leveled);
        return name.StartsWith(leveled + "/", StringComparison.Ordinal) ? leveled : name;
    }

    private static string Free(string path)
    {
        string free = path;
        for (int number = 2; Path.Exists(free); number++)
        {
            free = $"{path}.{number}";
        }

        return free;
    }
}
