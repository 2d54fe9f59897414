using Mpa.Files;

namespace Mpa.Runs;

/// <summary>
/// Keeps a second process out of a run folder. The lock is the system's lock on an open file, so it ends with the
/// process, however the process ends; the file itself stays and means nothing.
/// </summary>
internal sealed class RunLock : IDisposable
{
    // EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION of Windows
    private static readonly int[] HeldElsewhere = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream _file;

    private RunLock(FileStream file) => _file = file;

    /// <exception cref="MpaException">Another process (or another run in this one) holds the folder.</exception>
    public static RunLock Take(RunFolder folder)
    {
        try
        {
            Directory.CreateDirectory(folder.Root);
            string path = Path.Combine(folder.Root, ".lock");
            FileStream file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            AtomicFile.RemoveAbandoned(folder.Root);
            return new RunLock(file);
        }
        catch (IOException error) when (HeldElsewhere.Contains(error.HResult))
        {
            throw new MpaException(
                $"{folder.Root}: another mpa is at work in this run folder. "
                + "Wait for it to end, or give this run another output.",
                error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MpaException(
                $"{folder.Root} can't be written to: {error.Message} "
                    + "Give this run another output, or make the folder writable.", error);
        }
    }

    public void Dispose() => _file.Dispose();
}
