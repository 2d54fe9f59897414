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

    /// <summary>Every row that was set aside.</summary>
    public IEnumerable<TRow> All() => JsonLines.Stream<TRow>(_path);

    /// <summary>Puts rows there that aren't yet. They are on the disk when it returns.</summary>
    public void Add(IReadOnlyCollection<TRow> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        Directory.CreateDirectory(folder.Kept);
        HashSet<(string, string, double)> known = [.. All().Select(Identity)];
        if (File.Exists(_path) && JsonLines.IsTorn(_path))
        {
            JsonLines.Replace(_path, All());
        }

        using JsonLinesWriter<TRow> writer = new(_path);
        foreach (TRow row in rows.Where(row => known.Add(Identity(row))))
        {
            writer.Append(row);
        }

        writer.Sync();
    }

    /// <summary>Puts a whole file there that the run doesn't write any more.</summary>
    public void AddFile()
    {
        Add([.. JsonLines.Stream<TRow>(file)]);
        File.Delete(file);
    }

    private static (string, string, double) Identity(TRow row) => (row.Id, row.Key, row.Seconds);
}
