using System.Text.Json;
using Mpa.Files;
using Mpa.Runs;

namespace Mpa.Leveling;

/// <summary>
/// The leveled student of a run, and those of other settings: one that was trained is never overwritten. It goes aside
/// under its key, with its log or the state of its interrupted training, and is back when its key returns.
/// </summary>
internal sealed class LeveledStudents(RunSession run)
{
    private const string Unknown = "unknown";

    private readonly RunFolder _folder = run.Folder;

    /// <summary>Whether a finished student of a key, or the state of its training, is set aside.</summary>
    public bool IsAside(string key) => Directory.Exists(Aside(key));

    /// <summary>
    /// Makes room: what is there of other keys goes aside, and what was set aside of this one comes back.
    /// </summary>
    /// <returns>Whether the student of this key is there, finished and as its training left it.</returns>
    /// <exception cref="MpaException">It is there, and not as its training left it.</exception>
    public bool TakeUp(string key)
    {
        run.Forget(run.Leveled);
        SetAsideFinished(key);
        SetAsideInterrupted(key);
        if (IsAside(key))
        {
            Move(Aside(key), _folder.Root, [_folder.LeveledBy, _folder.Leveled, StateOf(key), _folder.Training]);
            Directory.Delete(Aside(key), recursive: true);
        }

        return Here() is { } by && by.Key == key && StageFiles.AreAsLeft(run, Stage.Level, by.Files);
    }

    /// <summary>Notes that the training of a key is finished; until then it counts as interrupted.</summary>
    public void Finish(string key)
    {
        run.Forget(run.Leveled);
        LeveledBy by = new(key, StageFiles.Digests(run, Stage.Level));
        AtomicFile.Write(_folder.LeveledBy, JsonSerializer.Serialize(by, MpaJson.Indented) + "\n");
        Delete(_folder.TrainingState);
    }

    /// <summary>Takes the student that is there as it is now.</summary>
    public void Accept()
    {
        if (Here() is { } by)
        {
            Finish(by.Key);
        }
    }

    /// <summary>Where the training of a key keeps its state.</summary>
    public string StateOf(string key) => Path.Combine(_folder.TrainingState, key);

    private void SetAsideFinished(string key)
    {
        if (Here() is null && Directory.Exists(StateOf(key)))
        {
            Delete(_folder.Leveled); // a kill came before it was noted as finished: it is written again from the state
            return;
        }

        string? here = Here()?.Key ?? (Directory.Exists(_folder.Leveled) ? Unknown : null);
        if (here is not null && here != key)
        {
            Move(_folder.Root, Aside(here), [_folder.Leveled, _folder.Training, _folder.LeveledBy]);
        }
    }

    private void SetAsideInterrupted(string key)
    {
        DirectoryInfo states = new(_folder.TrainingState);
        string[] interrupted = states.Exists ? [.. states.GetDirectories().Select(state => state.FullName)] : [];
        foreach (string state in interrupted.Where(state => state != StateOf(key)))
        {
            Move(_folder.Root, Aside(Path.GetFileName(state)), [state, _folder.Training]);
        }

        // A log without a student and without a state is of a training that had saved nothing yet.
        if (Here() is null && !Directory.Exists(StateOf(key)))
        {
            File.Delete(_folder.Training);
        }
    }

    /// <summary>What made the student that is there; null when there is none that was finished.</summary>
    private LeveledBy? Here()
    {
        if (!File.Exists(_folder.LeveledBy))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<LeveledBy>(File.ReadAllText(_folder.LeveledBy), MpaJson.Indented)
                ?? throw new JsonException("it is null");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new MpaException(
                $"{_folder.LeveledBy} can't be read ({error.Message.ReplaceLineEndings(" ")}). Delete it: the student "
                    + "beside it goes aside and a new one is trained.",
                error);
        }
    }

    private string Aside(string key) => Path.Combine(_folder.Kept, "leveled", key);

    /// <summary>Moves what is there of some files and folders, in that order, each under its name in the run.</summary>
    private void Move(string from, string to, IEnumerable<string> paths)
    {
        foreach (string name in paths.Select(_folder.NameOf))
        {
            string source = Path.Combine(from, name), target = Path.Combine(to, name);
            if (Directory.Exists(source))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                Delete(target);
                Directory.Move(source, target);
            }
            else if (File.Exists(source))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Move(source, target, overwrite: true);
            }
        }
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

/// <summary>Which settings made the leveled student (4-leveled.json).</summary>
/// <param name="Key">Of the stage.</param>
/// <param name="Files">Names and digests of its files, as in run.json.</param>
internal sealed record LeveledBy(string Key, IReadOnlyDictionary<string, string> Files);
