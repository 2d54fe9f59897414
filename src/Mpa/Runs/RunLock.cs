namespace Mpa.Runs;

/// <summary>
/// Keeps a second process out of a run folder. The lock is the system's lock on an open file, so it ends with the
/// process, however the process ends; the file itself stays and means nothing.
/// </summary>
internal sealed class RunLock : IDisposable
{
    private readonly FileStream _file;

    private RunLock(FileStream file) => _file = file;

    /// <exception cref="MpaException">Another process (or another run in this one) holds the folder.</exception>
    public static RunLock Take(RunFolder folder)
    {
        try
        {
            Directory.CreateDirectory(folder.Root);
            string path = Path.Combine(folder.Root, ".lock");
            return new RunLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException error) when (error.GetType() == typeof(IOException) && Directory.Exists(folder.Root))
        {
            throw new MpaException(
                $"{folder.Root}: another mpa is at work in this run folder. "
                + "Wait for it to end, or give this run another output.",
                error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MpaException(
                $"{folder.Root} can't be used as a run folder: {error.Message} Give this run another output.", error);
        }
    }

    public void Dispose() => _file.Dispose();
}
