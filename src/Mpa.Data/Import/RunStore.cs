using System.Text.Json;
using Mpa.Data.Archives;
using Mpa.Data.FileTypes;
using Mpa.Files;
using Mpa.Images;
using Mpa.Runs;

namespace Mpa.Data.Import;

/// <summary>
/// The folder of a run that holds what was taken out of a file. Its source.json is written last: without it, or for
/// another source, all is done again.
/// </summary>
/// <param name="folder">Full path.</param>
internal sealed class RunStore(string folder)
{
    private readonly string _marker = Path.Combine(folder, "source.json");

    /// <summary>Full path of the folder of files.</summary>
    public string Files { get; } = Path.Combine(folder, "files");

    /// <summary>Full path of the questions.</summary>
    public string Questions { get; } = Path.Combine(folder, "questions.jsonl");

    /// <summary>What was refused when this source was taken out; null when it has not been.</summary>
    public IReadOnlyList<ImageFailure>? Find(string stamp) =>
        File.Exists(_marker)
            && JsonSerializer.Deserialize<StoredSource>(File.ReadAllText(_marker), MpaJson.Line) is { } stored
            && stored.Stamp == stamp
            ? stored.Refused
            : null;

    /// <summary>Empties the folder.</summary>
    public void Begin()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
    }

    /// <summary>Says that all is there.</summary>
    public void Complete(string stamp, IReadOnlyList<ImageFailure> refused) =>
        AtomicFile.Write(_marker, JsonSerializer.Serialize(new StoredSource(stamp, refused), MpaJson.Line));

    private sealed record StoredSource(string Stamp, IReadOnlyList<ImageFailure> Refused);
}

/// <summary>
/// An archive as a run's data: unpacked once, with its members' names, since questions name images by them.
/// </summary>
/// <param name="request">Names the archive.</param>
/// <param name="kind">Zip or tar.</param>
internal sealed class PackedData(DataRequest request, FileKind kind)
{
    private readonly RunStore _store = new(request.Store);

    /// <summary>Changes with the archive.</summary>
    public string Stamp { get; } = DataStamp.Of([request.Path], request.ImageRoot, request.Limit);

    /// <summary>What the paths of images below a folder of the archive begin with, seen from all its files.</summary>
    public static string Prefix(string files, string folder) =>
        Path.GetRelativePath(files, folder) is var inner and not "."
            ? inner.Replace(Path.DirectorySeparatorChar, '/') + "/"
            : "";

    /// <summary>Unpacks it into the run, unless it has been.</summary>
    /// <returns>The folder of files and the members refused.</returns>
    public (string Files, IReadOnlyList<ImageFailure> Refused) Unpack()
    {
        if (_store.Find(Stamp) is { } known)
        {
            return (_store.Files, known);
        }

        _store.Begin();
        Archive archive = new(request.Path, kind == FileKind.Zip, ArchiveLimits.Default);
        IReadOnlyList<ImageFailure> refused = archive.Unpack(_store.Files, request.Cancellation);
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

/// <summary>What tells that a source is still the same.</summary>
internal static class DataStamp
{
    /// <summary>Of files that hold all there is.</summary>
    public static string Of(IEnumerable<string> files, string? imageRoot, int limit) =>
        ContentKey.Of(files.Select(file => $"{file} {FileDigest.Stamp(file)}"), imageRoot, limit);

    /// <summary>Of files that name images beside them.</summary>
    public static string Of(DataSet data, int limit, IEnumerable<string> images) =>
        ContentKey.Of(
            Of(data.Files, data.ImageRoot, limit),
            images.Select(image => FileDigest.Stamp(Path.Combine(data.ImageRoot, image))));
}
