using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Mpa.Files;

/// <summary>
/// Writes a file whole or not at all: beside it first, under a name of its own so that others may write the same file
/// at the same time, then by a rename over it.
/// </summary>
public static partial class AtomicFile
{
    private static int _written;

    /// <summary>Deletes what processes that were killed had not finished writing in a folder.</summary>
    internal static void RemoveAbandoned(string folder)
    {
        foreach (string beside in Directory.EnumerateFiles(folder, "*.new"))
        {
            if (Abandoned().Match(beside) is { Success: true } match
                && int.TryParse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out int process)
                && !IsAlive(process))
            {
                File.Delete(beside);
            }
        }
    }

    private static bool IsAlive(int process)
    {
        try
        {
            using Process found = Process.GetProcessById(process);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"\.(\d{1,10})-\d+\.new$")]
    private static partial Regex Abandoned();

    /// <summary>Writes a text as UTF-8.</summary>
    public static void Write(string path, string text) =>
        Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Writes what <paramref name="write"/> puts into the stream.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        string beside = $"{path}.{Environment.ProcessId}-{Interlocked.Increment(ref _written)}.new";
        try
        {
            using (FileStream stream = new(beside, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(beside, path, overwrite: true);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }
}
