using System.Globalization;

namespace Mpa.Hub.Download;

/// <summary>What lies where a model shall go.</summary>
internal static class TargetFolder
{
    /// <summary>The record of an earlier pull; null when there is no such folder, or an empty one.</summary>
    /// <exception cref="MpaException">
    /// There is something that mpa did not put there, which a pull would delete.
    /// </exception>
    public static PullRecord? Check(string target, HubModelName model)
    {
        if (File.Exists(target))
        {
            throw new MpaException($"{target}: is a file; give another --to");
        }

        if (!Directory.Exists(target) || !Directory.EnumerateFileSystemEntries(target).Any())
        {
            return null;
        }

        PullRecord record = PullRecord.Read(target)
            ?? throw new MpaException(
                $"{target}: holds files that mpa pull did not put there; move them, or give another --to");
        if (record.Repository != model.Repository)
        {
            throw new MpaException($"{target}: holds {record.Repository}; give another --to for {model.Repository}");
        }

        string[] known = [PullRecord.FileName, .. record.Files.Select(file => file.Name)];
        string? foreign = Directory.EnumerateFileSystemEntries(target)
            .Select(path => Path.GetFileName(path))
            .FirstOrDefault(name => !known.Contains(name));
        return foreign is null
            ? record
            : throw new MpaException(
                $"{target}: holds \"{foreign}\", which mpa pull did not put there and an update would delete; "
                    + "move it, or give another --to");
    }

    /// <summary>Whether the folder holds this state of the model, by names and sizes.</summary>
    public static bool Holds(string target, PullRecord? there, PullRecord wanted) =>
        there?.Commit == wanted.Commit && wanted.Files.All(file => IsWhole(Path.Combine(target, file.Name), file.Size));

    private static bool IsWhole(string path, long size) => File.Exists(path) && new FileInfo(path).Length == size;
}

/// <summary>Whether a download fits.</summary>
internal static class DiskSpace
{
    // Left free beside the files: the system and other programs need some.
    private const long Margin = 64L << 20;

    /// <summary>Bytes that this user may still write on the folder's disk.</summary>
    public static long FreeBytes(string folder) =>
        new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(folder)! : folder).AvailableFreeSpace;

    /// <exception cref="MpaException">It doesn't fit.</exception>
    public static void Check(string folder, long needed, long free)
    {
        if (needed > 0 && needed + Margin > free)
        {
            throw new MpaException(
                $"{folder}: {Gigabytes(needed + Margin)} GB are needed and {Gigabytes(free)} GB are free; "
                    + "make room, or give --to a folder on another disk");
        }
    }

    private static string Gigabytes(long bytes) => (bytes / 1e9).ToString("0.00", CultureInfo.InvariantCulture);
}
