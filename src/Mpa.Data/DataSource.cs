using Mpa.Data.Archives;
using Mpa.Data.Formats;
using Mpa.Images;

namespace Mpa.Data;

/// <summary>A data set as a command names it: a file or folder as it is, an archive unpacked until it is disposed.</summary>
public sealed class DataSource : IDisposable
{
    private readonly TemporaryFiles? _files;

    private DataSource(DataSet data, TemporaryFiles? files) => (Data, _files) = (data, files);

    /// <summary>The data set.</summary>
    public DataSet Data { get; }

    /// <summary>Members of the archive that were not unpacked, with their causes.</summary>
    public IReadOnlyList<ImageFailure> Refused => _files?.Refused ?? [];

    /// <summary>Opens it.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends the unpacking.</param>
    /// <exception cref="MpaException">It is not a data set that is read here, or is damaged.</exception>
    public static DataSource Open(string path, DataOptions options, CancellationToken cancellation = default)
    {
        if (FileKinds.OfArchive(path) is not { } kind)
        {
            return new DataSource(DataSet.Open(path, options), null);
        }

        TemporaryFiles files = TemporaryFiles.Of(path, kind, cancellation);
        try
        {
            return new DataSource(DataSet.Open(Archive.Top(files.Folder), options), files);
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _files?.Dispose();
}
