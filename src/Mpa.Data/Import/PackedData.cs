using Mpa.Data.Archives;
using Mpa.Data.Formats;
using Mpa.Images;
using Mpa.Runs;

namespace Mpa.Data.Import;

/// <summary>An archive as a run's data: unpacked once, with its members' names, since questions name images by them.</summary>
/// <param name="request">Names the archive.</param>
/// <param name="kind">Zip or tar.</param>
internal sealed class PackedData(DataRequest request, FileKind kind)
{
    private readonly RunStore _store = new(request.Store);

    /// <summary>Changes with the archive.</summary>
    public string Stamp { get; } = DataStamp.Of([request.Path], request.ImageRoot, request.Limit);

    /// <summary>Unpacks it into the run, unless it has been.</summary>
    /// <returns>The folder of files and the members refused.</returns>
    public (string Files, IReadOnlyList<ImageFailure> Refused) Unpack()
    {
        if (_store.Find(Stamp) is { } known)
        {
            return (_store.Files, known);
        }

        _store.Begin();
        IReadOnlyList<ImageFailure> refused = new Archive(request.Path, kind == FileKind.Zip, ArchiveLimits.Default).Unpack(_store.Files, request.Cancellation);
        _store.Complete(Stamp, refused);
        return (_store.Files, refused);
    }

    /// <summary>Reads it where it was unpacked, or unpacked for the time of the reading.</summary>
    public TResult Look<TResult>(Func<string, TResult> read)
    {
        if (_store.Find(Stamp) is not null)
        {
            return read(_store.Files);
        }

        using TemporaryFiles files = TemporaryFiles.Of(request.Path, kind, request.Cancellation);
        return read(files.Folder);
    }
}
