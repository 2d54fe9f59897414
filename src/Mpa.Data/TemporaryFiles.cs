using Mpa.Data.Archives;
using Mpa.Data.Formats;
using Mpa.Images;

namespace Mpa.Data;

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
            return new TemporaryFiles(folder, new Archive(archive, kind == FileKind.Zip, ArchiveLimits.Default).Unpack(folder, cancellation));
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
