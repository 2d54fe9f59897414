using Mpa.Data.Formats;
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
    internal string Path { get; }

    /// <summary>Its layout, for people.</summary>
    internal string Title { get; }

    /// <summary>Full path of the folder that image paths start from.</summary>
    internal string ImageRoot { get; }

    /// <summary>The benchmark that the layout belongs to; null for layouts of any.</summary>
    internal string? Benchmark { get; init; }

    /// <summary>The name that tells the split: of its file, or what the names of its files begin with.</summary>
    internal string SplitName
    {
        get
        {
            string first = Files.Count == 0 ? "" : System.IO.Path.GetFileName(Files[0]);
            return ReadsShards ? first.Split('_', '-')[0] : first;
        }
    }

    /// <summary>Full paths of the files that are read; empty for a folder of images.</summary>
    internal IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>True when images lie inside the files.</summary>
    internal bool HoldsImages { get; init; }

    /// <summary>
    /// What a person should know about how it was read, such as an annotations file that isn't there.
    /// </summary>
    internal IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Opens a file or folder.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <exception cref="MpaException">
    /// It is not a data set that is read here; the message says what was expected.
    /// </exception>
    internal static DataSet Open(string path, DataOptions? options = null) =>
        DataSetOpener.Open(path, options ?? new DataOptions());

    /// <summary>Its rows in the order of the files. A row that can't be used has its problem.</summary>
    /// <param name="cancellation">Ends the reading.</param>
    /// <param name="several">
    /// Whether the reader takes rows that are about several images; else these have a problem.
    /// </param>
    /// <exception cref="MpaException">A file is damaged, so that nothing after that place can be read.</exception>
    internal IEnumerable<DataRow> Rows(CancellationToken cancellation = default, bool several = false)
    {
        foreach (DataRow row in _rows())
        {
            cancellation.ThrowIfCancellationRequested();
            yield return several || row.Further.Count == 0 || row.Problem is not null
                ? row
                : row with
                {
                    Problem = new RowProblem(
                        "several images", $"it lists {row.Images.Count} images; rows about one are read here"),
                };
        }
    }
}

/// <summary>How a data set is opened.</summary>
public sealed record DataOptions
{
    /// <summary>Names of the layouts.</summary>
    public static IReadOnlyList<string> Formats => DataFormats.Names;

    /// <summary>Name of the layout; null recognizes it from the content.</summary>
    public string? Format { get; init; }

    /// <summary>
    /// Full path of the folder that image paths start from and may not leave; null takes the data set's own.
    /// </summary>
    public string? ImageRoot { get; init; }

    /// <summary>Column that holds the question, of rows with names of their own; null takes those known.</summary>
    internal string? QuestionColumn { get; init; }

    /// <summary>False leaves the images of Parquet files unread, for counts alone.</summary>
    public bool WithBytes { get; init; } = true;
}
