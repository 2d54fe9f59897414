using Mpa.Data.Archives;
using Mpa.Data.FileTypes;
using Mpa.Images;

namespace Mpa.Data;

/// <summary>
/// A data set as a command names it: a file or folder as it is, an archive unpacked until it is disposed.
/// </summary>
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

/// <summary>An archive unpacked for the time of one command.</summary>
internal sealed class TemporaryFiles : IDisposable
{
    private TemporaryFiles(string folder, IReadOnlyList<ImageFailure> refused) => (Folder, Refused) = (folder, refused);

    public string Folder { get; }

    /// <summary>Members that were not unpacked.</summary>
    public IReadOnlyList<ImageFailure> Refused { get; }

    /// <param name="archive">Full path.</param>
    /// <param name="kind">Zip or tar.</param>
    /// <param name="cancellation">Ends it; nothing stays.</param>
    public static TemporaryFiles Of(string archive, FileKind kind, CancellationToken cancellation)
    {
        string folder = Directory.CreateTempSubdirectory("mpa-data-").FullName;
        try
        {
            Archive packed = new(archive, kind == FileKind.Zip, ArchiveLimits.Default);
            return new TemporaryFiles(folder, packed.Unpack(folder, cancellation));
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
