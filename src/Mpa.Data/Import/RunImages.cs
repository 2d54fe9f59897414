using Mpa.Data.Archives;
using Mpa.Data.FileTypes;
using Mpa.Data.Images;
using Mpa.Data.Rows;
using Mpa.Images;
using Mpa.Runs;

namespace Mpa.Data.Import;

/// <summary>
/// The images of a run from any source: only the images of rows are read, never a question or an answer.
/// </summary>
public static class RunImages
{
    /// <summary>Finds the images, and takes those inside files out when asked.</summary>
    /// <exception cref="MpaException">The source is nothing that is read here, or damaged.</exception>
    public static ImageSource Open(DataRequest request)
    {
        if (FileKinds.OfArchive(request.Path) is { } kind)
        {
            return OfArchive(request, new PackedData(request with { Limit = 0 }, kind));
        }

        return IsPlain(request.Path)
            ? ImageFiles.Open(request)
            : OfData(request, Data(request.Path, request.ImageRoot, request.Access));
    }

    // What the run reads without help: a folder of images, a list of paths, and what isn't there.
    private static bool IsPlain(string path) => File.Exists(path)
        ? FileKinds.Of(path) == FileKind.PathList
        : !Directory.Exists(path)
            || File.Exists(Path.Combine(path, "questions.jsonl"))
            || DataFiles.Of(path).Count == 0;

    private static DataSet Data(string path, string? root, DataAccess access) =>
        DataSet.Open(path, new DataOptions { ImageRoot = root, WithBytes = access == DataAccess.Extract });

    private static ImageSource OfData(DataRequest request, DataSet data)
    {
        if (data.HoldsImages)
        {
            return OfEmbedded(request, data);
        }

        (IReadOnlyList<string> paths, IReadOnlyList<ImageFailure> refused) = InPlace(data, request.Cancellation);
        return new ImageSource(data.ImageRoot, paths, refused, DataStamp.Of(data, 0, paths));
    }

    private static (IReadOnlyList<string> Paths, IReadOnlyList<ImageFailure> Refused) InPlace(
        DataSet data, CancellationToken cancellation)
    {
        ImageResolver resolver = new(data.ImageRoot);
        OrderedDictionary<string, bool> paths = [];
        Dictionary<string, ImageFailure> refused = [];
        foreach (DataRow row in data.Rows(cancellation))
        {
            if (row.Problem is { } problem)
            {
                string message = $"{row.Place}: {problem.Message}.";
                refused.TryAdd(row.Place, new ImageFailure(row.Place, problem.Cause, message));
            }
            else if (row.Image.In(resolver) is { Path: { } path })
            {
                paths.TryAdd(path, true);
            }
            else
            {
                string name = row.Image.Name;
                string cause = row.Image.In(resolver).Cause!;
                string message = $"{row.Place}: the image \"{name}\" is {cause} ({data.ImageRoot}). "
                    + "Is imageRoot the folder that it lies below?";
                refused.TryAdd(name, new ImageFailure(name, cause, message));
            }
        }

        return ([.. paths.Keys], [.. refused.Values]);
    }

    private static ImageSource OfEmbedded(DataRequest request, DataSet data)
    {
        RunStore store = new(request.Store);
        string stamp = DataStamp.Of(data.Files, data.ImageRoot, request.Limit);
        IReadOnlyList<ImageFailure>? refused = store.Find(stamp);
        if (refused is null && request.Access != DataAccess.Extract)
        {
            long count = request.Access == DataAccess.Stamp ? 0 : data.Files.Sum(file => new ParquetRows(file).Count());
            int named = (int)Math.Min(count, Most(request));
            return new ImageSource(store.Files, [.. Enumerable.Range(1, named).Select(n => $"row {n}")], [], stamp);
        }

        refused ??= TakeOut(data, store, stamp, request);
        IReadOnlyList<string> images = Directory.Exists(store.Files)
            ? ImageFiles.List(store.Files, output: null, store.Files)
            : [];
        return new ImageSource(store.Files, images, refused, stamp);
    }

    private static int Most(DataRequest request) => request.Limit > 0 ? request.Limit : int.MaxValue;

    private static List<ImageFailure> TakeOut(DataSet data, RunStore store, string stamp, DataRequest request)
    {
        store.Begin();
        ExtractedImages files = new(store.Files);
        RowImages images = new(data.ImageRoot);
        List<ImageFailure> refused = [];
        HashSet<string> taken = [];
        foreach (DataRow row in data.Rows(request.Cancellation))
        {
            (byte[]? bytes, RowProblem? problem) = row.Problem is { } unusable ? (null, unusable) : images.Read(row);
            if (bytes is null)
            {
                refused.Add(new ImageFailure(row.Place, problem!.Cause, $"{row.Place}: {problem.Message}."));
            }
            else if (taken.Add(files.Add(bytes)) && taken.Count == Most(request))
            {
                break;
            }
        }

        store.Complete(stamp, refused);
        return refused;
    }

    private static ImageSource OfArchive(DataRequest request, PackedData archive)
    {
        string files = new RunStore(request.Store).Files;
        switch (request.Access)
        {
            case DataAccess.Stamp:
                return new ImageSource(files, [], [], archive.Stamp);
            case DataAccess.Look:
                return archive.Look(folder => Unpacked(folder, [], archive.Stamp, request.Cancellation));
            default:
                (string unpacked, IReadOnlyList<ImageFailure> refused) = archive.Unpack();
                return Unpacked(unpacked, refused, archive.Stamp, request.Cancellation);
        }
    }

    private static ImageSource Unpacked(
        string files, IReadOnlyList<ImageFailure> refused, string stamp, CancellationToken cancellation)
    {
        string top = Archive.Top(files);
        if (IsPlain(top))
        {
            return new ImageSource(files, ImageFiles.List(files, output: null, files), refused, stamp);
        }

        DataSet data = DataSet.Open(top);
        if (data.HoldsImages)
        {
            throw new MpaException(
                "the archive holds Parquet with images in it, packed twice. Unpack it, and name the Parquet files.");
        }

        (IReadOnlyList<string> paths, IReadOnlyList<ImageFailure> missing) = InPlace(data, cancellation);
        string prefix = PackedData.Prefix(files, top);
        return new ImageSource(files, [.. paths.Select(path => prefix + path)], [.. refused, .. missing], stamp);
    }
}
