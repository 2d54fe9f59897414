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
    private const int BufferBytes = 1 << 16;

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
    public static void Write(string path, Action<Stream> write) => Write(path, write, _ => true);

    /// <summary>The same; a file that holds these very bytes already stays untouched.</summary>
    internal static void WriteIfChanged(string path, Action<Stream> write) =>
        Write(path, write, beside => !File.Exists(path) || !AreSame(beside, path));

    private static void Write(string path, Action<Stream> write, Func<string, bool> isWanted)
    {
        string beside = $"{path}.{Environment.ProcessId}-{Interlocked.Increment(ref _written)}.new";
        try
        {
            using (FileStream stream = new(beside, FileMode.Create, FileAccess.Write, FileShare.None, BufferBytes))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            if (isWanted(beside))
            {
                File.Move(beside, path, overwrite: true);
            }
        }
        finally
        {
            File.Delete(beside);
        }
    }

    private static bool AreSame(string one, string other)
    {
        using FileStream left = File.OpenRead(one), right = File.OpenRead(other);
        if (left.Length != right.Length)
        {
            return false;
        }

        byte[] lefts = new byte[BufferBytes], rights = new byte[BufferBytes];
        while (left.ReadAtLeast(lefts, lefts.Length, throwOnEndOfStream: false) is > 0 and int read)
        {
            right.ReadExactly(rights.AsSpan(0, read));
            if (!lefts.AsSpan(0, read).SequenceEqual(rights.AsSpan(0, read)))
            {
                return false;
            }
        }

        return true;
    }
}
