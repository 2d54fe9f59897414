using Mpa.Data.Rows;

namespace Mpa.Data;

/// <summary>A data set on this machine, opened: its rows can be read any number of times, one at a time.</summary>
public sealed class DataSet
{
    private readonly Func<IEnumerable<DataRow>> _rows;

    private bool ReadsShards => Files.Count > 1 && Benchmark != "okvqa";

    internal DataSet(string path, string title, string imageRoot, Func<IEnumerable<DataRow>> rows)
    {
        (Path, Title, ImageRoot, _rows) = (path, title, imageRoot, rows);
    }

    /// <summary>As it was named.</summary>
    public string Path { get; }

    /// <summary>Its layout, for people.</summary>
    public string Title { get; }

    /// <summary>Full path of the folder that image paths start from.</summary>
    public string ImageRoot { get; }

    /// <summary>True when a person named the folder, so that images missing there are missing.</summary>
    public bool ImageRootStated { get; internal set; }

    /// <summary>The benchmark that the layout belongs to; null for layouts of any.</summary>
    public string? Benchmark { get; internal init; }

    /// <summary>The name that tells the split: of its file, or what the names of its files begin with.</summary>
    public string SplitName => Files.Count == 0 ? "" : ReadsShards ? System.IO.Path.GetFileName(Files[0]).Split('_', '-')[0] : System.IO.Path.GetFileName(Files[0]);

    /// <summary>Full paths of the files that are read; empty for a folder of images.</summary>
    public IReadOnlyList<string> Files { get; internal init; } = [];

    /// <summary>True when images lie inside the files.</summary>
    public bool HoldsImages { get; internal init; }

    /// <summary>What a person should know about how it was read, such as an annotations file that isn't there.</summary>
    public IReadOnlyList<string> Notes { get; internal init; } = [];

    /// <summary>Opens a file or folder.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <exception cref="MpaException">It is not a data set that is read here; the message says what was expected.</exception>
    public static DataSet Open(string path, DataOptions? options = null)
    {
        DataSet data = DataSetOpener.Open(path, options ?? new DataOptions());
        data.ImageRootStated = options?.ImageRoot is not null;
        return data;
    }

    /// <summary>Its rows in the order of the files. A row that can't be used has its problem.</summary>
    /// <exception cref="MpaException">A file is damaged, so that nothing after that place can be read.</exception>
    public IEnumerable<DataRow> Rows(CancellationToken cancellation = default)
    {
        foreach (DataRow row in _rows())
        {
            cancellation.ThrowIfCancellationRequested();
            yield return row;
        }
    }
}
