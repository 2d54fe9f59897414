using Mpa.Files;

namespace Mpa.Hub.Download;

/// <summary>
/// The folder beside the target in which a model gathers. Nothing has the target's name before all of it is there and
/// checked; a folder that is replaced stays whole until then.
/// </summary>
internal sealed class StagingFolder : IDisposable
{
    private const string LockName = ".lock";
    private readonly string _target;
    private FileStream? _lock;

    private StagingFolder(string target, FileStream held)
    {
        _target = target;
        _lock = held;
    }

    /// <summary>Full path.</summary>
    public string Root => PathOf(_target);

    /// <summary>The folder in which a pull to the target gathers.</summary>
    public static string PathOf(string target) => target + ModelPull.StagingSuffix;

    /// <summary>Makes the folder, or takes up the one of an earlier session.</summary>
    /// <exception cref="MpaException">Another process pulls to this target, or the folder can't be made.</exception>
    public static StagingFolder Open(string target)
    {
        string root = PathOf(target);
        try
        {
            Directory.CreateDirectory(root);
            string file = Path.Combine(root, LockName);
            return new StagingFolder(
                target, new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException error) when (error.GetType() == typeof(IOException) && Directory.Exists(root))
        {
            throw new MpaException(
                $"{root}: another mpa pulls to this folder; wait for it to end, or give another --to", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MpaException(
                $"{root} can't be used: {error.Message} Give another --to, or set MPA_MODELS", error);
        }
    }

    /// <summary>Bytes of a file that are here.</summary>
    public long Here(HubFile file) => PathsOf(file)
        .Select(path => new FileInfo(path))
        .Where(info => info.Exists)
        .Select(info => Math.Min(info.Length, file.Size))
        .DefaultIfEmpty()
        .Max();

    /// <summary>
    /// Takes files that another state of the model has too from the folder it lies in; the download then checks them.
    /// </summary>
    public void CopyKnown(PullRecord? old, PullRecord wanted)
    {
        foreach (HubFile file in wanted.Files.Where(file => old?.Files.Contains(file) == true && Here(file) == 0))
        {
            string source = Path.Combine(_target, file.Name);
            if (File.Exists(source) && new FileInfo(source).Length == file.Size)
            {
                File.Copy(source, FileDownload.PartOf(Root, file), overwrite: true);
            }
        }
    }

    /// <summary>Makes sure that a file lies in this folder, whatever links there are.</summary>
    /// <exception cref="MpaException">It doesn't.</exception>
    public void Confine(HubFile file)
    {
        if (!PathsOf(file).All(path => RealPath.IsBelow(Root, path)))
        {
            throw new MpaException(
                $"{Root}: {file.Name} would lie outside of it, by a link; delete the folder and pull again");
        }
    }

    /// <summary>Removes what is not the model's, and gives the folder the target's name.</summary>
    public void MoveIntoPlace(PullRecord record)
    {
        string[] kept = [PullRecord.FileName, LockName, .. record.Files.Select(file => file.Name)];
        foreach (string file in Directory.GetFiles(Root).Where(path => !kept.Contains(Path.GetFileName(path))))
        {
            File.Delete(file);
        }

        Dispose();
        File.Delete(Path.Combine(Root, LockName));
        string old = _target + ".old";
        if (Directory.Exists(_target))
        {
            DeleteIfThere(old);
            Directory.Move(_target, old);
        }

        Directory.Move(Root, _target);
        DeleteIfThere(old);
    }

    public void Dispose()
    {
        _lock?.Dispose();
        _lock = null;
    }

    private string[] PathsOf(HubFile file) => [Path.Combine(Root, file.Name), FileDownload.PartOf(Root, file)];

    private static void DeleteIfThere(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
