using System.IO.Enumeration;

namespace Mpa.Files;

/// <summary>
/// The files below a folder, each looked at once and while the folder is read, by several threads: with a million files
/// nearly all of the time is the system's, which tells of one file at a time.
/// </summary>
/// <param name="folder">Full path.</param>
/// <param name="leftOut">Full path of a folder in it whose files are none of them; null leaves out none.</param>
/// <param name="stamped">Whether lengths and times are wanted.</param>
internal sealed class FolderListing(string folder, string? leftOut, bool stamped)
{
    private const int MostThreads = 8;

    // A folder that may not be read is an error: its images would be missing without a word.
    private static readonly EnumerationOptions Everything = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = 0,
        IgnoreInaccessible = false,
    };

    /// <summary>
    /// Every file that isn't hidden, in ordinal order. Links to folders are listed as they are and not followed.
    /// </summary>
    public IReadOnlyList<ListedFile> Read()
    {
        int threads = Math.Min(Environment.ProcessorCount, MostThreads);
        Task<ListedFile[]>[] parts =
        [
            .. Enumerable.Range(0, threads).Select(part => Task.Run(() => Part(part, threads))),
        ];
        return Merge([.. parts.Select(part => part.GetAwaiter().GetResult())]);
    }

    /// <summary>Each thread goes through all names, which is cheap, and looks at its share of the files.</summary>
    private ListedFile[] Part(int part, int parts)
    {
        string root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        int start = Path.EndsInDirectorySeparator(root) ? root.Length : root.Length + 1;
        FileSystemEnumerable<ListedFile> entries = new(root, Listed, Everything)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) =>
                (uint)string.GetHashCode(entry.FileName) % parts == part && IsWanted(ref entry) && !IsFolder(ref entry),
            ShouldRecursePredicate = (ref FileSystemEntry entry) => IsWanted(ref entry) && IsFolder(ref entry),
        };
        ListedFile[] files = [.. entries];
        Array.Sort(files, (one, other) => string.CompareOrdinal(one.Path, other.Path));
        return files;

        ListedFile Listed(ref FileSystemEntry entry)
        {
            ReadOnlySpan<char> below = entry.Directory.Length > start ? entry.Directory[start..] : [];
            string path = below.IsEmpty ? entry.FileName.ToString() : string.Concat(below, "/", entry.FileName);
            return new ListedFile(
                path.Replace(Path.DirectorySeparatorChar, '/'), stamped ? StampOf(ref entry) : FileStamp.Absent);
        }
    }

    private bool IsWanted(ref FileSystemEntry entry) => !entry.FileName.StartsWith('.')
        && (leftOut is null || !entry.IsDirectory || entry.ToFullPath() != leftOut);

    private static bool IsFolder(ref FileSystemEntry entry) => entry.IsDirectory && !IsLink(ref entry);

    private static bool IsLink(ref FileSystemEntry entry) => entry.Attributes.HasFlag(FileAttributes.ReparsePoint);

    private static FileStamp StampOf(ref FileSystemEntry entry) => IsLink(ref entry)
        ? FileStamp.Of(entry.ToFullPath())
        : new FileStamp(entry.Length, entry.LastWriteTimeUtc.Ticks);

    private static ListedFile[] Merge(ListedFile[][] parts)
    {
        ListedFile[] merged = new ListedFile[parts.Sum(part => part.Length)];
        int[] taken = new int[parts.Length];
        PriorityQueue<int, string> heads = new(StringComparer.Ordinal);
        heads.EnqueueRange(
            from part in Enumerable.Range(0, parts.Length)
            where parts[part].Length > 0
            select (part, parts[part][0].Path));
        for (int place = 0; place < merged.Length; place++)
        {
            int part = heads.Peek();
            merged[place] = parts[part][taken[part]++];
            _ = taken[part] < parts[part].Length
                ? heads.DequeueEnqueue(part, parts[part][taken[part]].Path)
                : heads.Dequeue();
        }

        return merged;
    }
}

/// <summary>A file of a folder.</summary>
/// <param name="Path">Relative to the folder, with forward slashes.</param>
/// <param name="Stamp">What tells that it is still the same, where that was asked for.</param>
internal readonly record struct ListedFile(string Path, FileStamp Stamp);
