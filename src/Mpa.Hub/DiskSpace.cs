using System.Globalization;

namespace Mpa.Hub;

/// <summary>Whether a download fits.</summary>
internal static class DiskSpace
{
    // Left free beside the files: the system and other programs need some.
    private const long Margin = 64L << 20;

    /// <summary>Bytes that this user may still write on the folder's disk.</summary>
    public static long FreeBytes(string folder) => new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(folder)! : folder).AvailableFreeSpace;

    /// <exception cref="MpaException">It doesn't fit.</exception>
    public static void Check(string folder, long needed, long free)
    {
        if (needed > 0 && needed + Margin > free)
        {
            throw new MpaException($"{folder}: {Gigabytes(needed + Margin)} GB are needed and {Gigabytes(free)} GB are free; make room, or give --to a folder on another disk");
        }
    }

    private static string Gigabytes(long bytes) => (bytes / 1e9).ToString("0.00", CultureInfo.InvariantCulture);
}
