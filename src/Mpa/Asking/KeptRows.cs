using Mpa.Files;
using Mpa.Runs;

namespace Mpa.Asking;

/// <summary>
/// Rows of other settings than the run's: each was asked of a model, and some were paid for, so that none is thrown
/// away. They lie in the run folder's <c>kept</c> under the name of their file.
/// </summary>
/// <param name="folder">The run's.</param>
/// <param name="file">The rows' own file in it.</param>
internal sealed class KeptRows<TRow>(RunFolder folder, string file)
    where TRow : class, IAskedRow<TRow>
{
    private readonly string _path = folder.KeptOf(file);

    /// <summary>Whether rows were set aside.</summary>
    public bool Any => File.Exists(_path);

    /// <summary>Every row that was set aside.</summary>
    public IEnumerable<TRow> All() => JsonLines.Stream<TRow>(_path);

    /// <summary>Puts rows there that aren't yet. They are on the disk when it returns.</summary>
    /// <returns>How many were given.</returns>
    public long Add(IEnumerable<TRow> rows)
    {
        using IEnumerator<TRow> next = rows.GetEnumerator();
        if (!next.MoveNext())
        {
            return 0;
        }

        Directory.CreateDirectory(folder.Kept);
        HashSet<(string, string, double)> known = [.. All().Select(Identity)];
        if (Any && JsonLines.IsTorn(_path))
        {
            JsonLines.Replace(_path, All());
        }

        using JsonLinesWriter<TRow> writer = new(_path);
        long given = 0;
        do
        {
            given++;
            if (known.Add(Identity(next.Current)))
            {
                writer.Put(next.Current);
            }
        }
        while (next.MoveNext());
        writer.Sync();
        return given;
    }

    /// <summary>Puts a whole file there that the run doesn't write any more.</summary>
    public void AddFile()
    {
        Add(JsonLines.Stream<TRow>(file));
        File.Delete(file);
    }

    private static (string, string, double) Identity(TRow row) => (row.Id, row.Key, row.Seconds);
}
