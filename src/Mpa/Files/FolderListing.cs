using System.IO.Enumeration;

namespace Mpa.Files;

/// <summary>
/// The files below a folder, looked at by several threads that take turns in reading names: with a million files nearly
/// all of the time is the system's, which tells of one file at a time.
/// </summary>
/// <param name="folder">Full path.</param>
/// <param name="leftOut">Full path of a folder in it whose files are none of them; null leaves out none.</param>
/// <param name="stamped">Whether lengths and times are wanted.</param>
internal sealed class FolderListing(string folder, string? leftOut, bool stamped)
{
    private const int MostThreads = 8;
    private const int LookedAtTogether = 1024;

    // A folder that may not be read is an error: its images would be missing without a word.
    private static readonly EnumerationOptions Everything = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = 0,
        IgnoreInaccessible = false,
    };

    private readonly string _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    /// <summary>
    /// Every file that isn't hidden, in ordinal order. Links to folders are listed as they are and not followed.
    /// </summary>
    public IReadOnlyList<ListedFile> Read()
    {
        using IEnumerator<string[]> names = Names().Chunk(LookedAtTogether).GetEnumerator();
        IEnumerable<Task<List<ListedFile>>> parts = Enumerable
            .Range(0, Math.Min(Environment.ProcessorCount, MostThreads))
            .Select(_ => Task.Run(() => Part(names)));
        return Merge(Task.WhenAll(parts).GetAwaiter().GetResult());
    }

    /// <summary>The files whose names one thread takes, in order.</summary>
    private List<ListedFile> Part(IEnumerator<string[]> names)
    {
        List<ListedFile> files = [];
        while (Next(names) is { } some)
        {
            files.AddRange(some.Select(Look));
        }

        files.Sort((one, other) => string.CompareOrdinal(one.Path, other.Path));
        return files;
    }

    private static string[]? Next(IEnumerator<string[]> names)
    {
        lock (names)
        {
            return names.MoveNext() ? names.Current : null;
        }
    }

    /// <summary>Of each file, as the folder has them.</summary>
    private FileSystemEnumerable<string> Names()
    {
        int start = Path.EndsInDirectorySeparator(_root) ? _root.Length : _root.Length + 1;
        return new FileSystemEnumerable<string>(_root, Below, Everything)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => IsWanted(ref entry) && !IsFolder(ref entry),
            ShouldRecursePredicate = (ref FileSystemEntry entry) => IsWanted(ref entry) && IsFolder(ref entry),
        };

        string Below(ref FileSystemEntry entry) => entry.Directory.Length > start
            ? string.Concat(entry.Directory[start..], [Path.DirectorySeparatorChar], entry.FileName)
            : entry.FileName.ToString();
    }

    private ListedFile Look(string name) => new(
        name.Replace(Path.DirectorySeparatorChar, '/'),
        stamped ? FileStamp.Of(Path.Join(_root, name)) : FileStamp.Absent);

    private bool IsWanted(ref FileSystemEntry entry) => !entry.FileName.StartsWith('.')
        && (leftOut is null || !entry.IsDirectory || entry.ToFullPath() != leftOut);

    private static bool IsFolder(ref FileSystemEntry entry) =>
        entry.IsDirectory && !entry.Attributes.HasFlag(FileAttributes.ReparsePoint);

    private static ListedFile[] Merge(List<ListedFile>[] parts)
    {
        ListedFile[] merged = new ListedFile[parts.Sum(part => part.Count)];
        int[] taken = new int[parts.Length];
        for (int place = 0; place < merged.Length; place++)
        {
            int first = -1;
            for (int part = 0; part < parts.Length; part++)
            {
                if (taken[part] < parts[part].Count
                    && (first < 0 || string.CompareOrdinal(Head(part).Path, Head(first).Path) < 0))
                {
                    first = part;
                }
            }

            merged[place] = Head(first);
            taken[first]++;
        }

        return merged;

        ListedFile Head(int part) => parts[part][taken[part]];
    }
}

/// <summary>A file of a folder.</summary>
/// <param name="Path">Relative to the folder, with forward slashes.</param>
/// <param name="Stamp">What tells that it is still the same, where that was asked for.</param>
internal sealed record ListedFile(string Path, FileStamp Stamp);
