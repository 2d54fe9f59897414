using Mpa.Data.Archives;
using Mpa.Data.FileTypes;
using Mpa.Data.Images;
using Mpa.Data.Rows;
using Mpa.Files;
using Mpa.Images;
using Mpa.Runs;

namespace Mpa.Data.Import;

/// <summary>
/// The images of a run from any source: only the images of rows are read, and questions where the recipe names their
/// column; never an answer.
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
            : OfData(request, Data(request, request.Path, request.ImageRoot));
    }

    // What the run reads without help: a folder of images, a list of paths, and what isn't there.
    private static bool IsPlain(string path) => File.Exists(path)
        ? FileKinds.Of(path) == FileKind.PathList
        : !Directory.Exists(path)
            || File.Exists(Path.Combine(path, "questions.jsonl"))
            || DataFiles.Of(path).Count == 0;

    private static DataSet Data(DataRequest request, string path, string? root) => DataSet.Open(path, new DataOptions
    {
        ImageRoot = root,
        QuestionColumn = request.Questions,
        WithBytes = request.Access == DataAccess.Extract,
    });

    private static ImageSource OfData(DataRequest request, DataSet data)
    {
        if (request.ByFolder)
        {
            throw new MpaException(
                $"images.items: {request.Path} is a data file, whose rows say which images belong together; "
                    + "leave images.items out, and set images.most to the images of a row");
        }

        if (data.HoldsImages)
        {
            return OfEmbedded(request, data);
        }

        (GivenQuestions paths, IReadOnlyList<ImageFailure> refused) = InPlace(request, data);
        ImageSource source = new(data.ImageRoot, paths.Images, refused, "")
        {
            Questions = paths.ByImage,
            Several = paths.Several,
        };
        string stamp = DataStamp.Of(data, 0, source.Paths.SelectMany(source.FilesOf));
        return source with { Stamp = Stamp(request, stamp) };
    }

    private static string Stamp(DataRequest request, string stamp) =>
        request.Questions is { } column ? ContentKey.Of(stamp, column) : stamp;

    private static (
        GivenQuestions Paths, IReadOnlyList<ImageFailure> Refused) InPlace(DataRequest request, DataSet data)
    {
        ImageResolver resolver = new(data.ImageRoot);
        GivenQuestions paths = new(request);
        Dictionary<string, ImageFailure> refused = [];
        foreach (DataRow row in data.Rows(request.Cancellation, several: true))
        {
            if (row.Problem is { } problem)
            {
                string message = $"{row.Place}: {problem.Message}.";
                refused.TryAdd(row.Place, new ImageFailure(row.Place, problem.Cause, message));
                continue;
            }

            (string Name, ResolvedImage Found)[] images =
                [.. row.Images.Select(image => (image.Name, image.In(resolver)))];
            if (images.FirstOrDefault(image => image.Found.Path is null) is (string name, { Cause: { } cause }))
            {
                string message = $"{row.Place}: the image \"{name}\" is {cause} ({data.ImageRoot}). "
                    + "Is imageRoot the folder that it lies below?";
                refused.TryAdd(name, new ImageFailure(name, cause, message));
            }
            else
            {
                paths.Add([.. images.Select(image => image.Found.Path!)], row.Question);
            }
        }

        paths.Require(data);
        return (paths, [.. refused.Values]);
    }

    private static ImageSource OfEmbedded(DataRequest request, DataSet data)
    {
        RunStore store = new(request.Store);
        string stamp = Stamp(request, DataStamp.Of(data.Files, data.ImageRoot, request.Limit));
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
        return GivenQuestions.Read(new ImageSource(store.Files, images, refused, stamp), store.Questions);
    }

    private static int Most(DataRequest request) => request.Limit > 0 ? request.Limit : int.MaxValue;

    private static List<ImageFailure> TakeOut(DataSet data, RunStore store, string stamp, DataRequest request)
    {
        store.Begin();
        ExtractedImages files = new(store.Files);
        RowImages images = new(data.ImageRoot);
        List<ImageFailure> refused = [];
        GivenQuestions taken = new(request);
        foreach (DataRow row in data.Rows(request.Cancellation, several: true))
        {
            (IReadOnlyList<byte[]> bytes, RowProblem? problem) = images.Read(row);
            if (problem is not null)
            {
                refused.Add(new ImageFailure(row.Place, problem.Cause, $"{row.Place}: {problem.Message}."));
            }
            else if (taken.Count == Most(request) && !taken.Holds([.. bytes.Select(ExtractedImages.NameOf)]))
            {
                break;
            }
            else
            {
                taken.Add([.. bytes.Select(files.Add)], row.Question);
            }
        }

        taken.Require(data);
        taken.Write(store.Questions);
        store.Complete(stamp, refused);
        return refused;
    }

    private static ImageSource OfArchive(DataRequest request, PackedData archive)
    {
        string files = new RunStore(request.Store).Files;
        string stamp = Stamp(request, archive.Stamp);
        switch (request.Access)
        {
            case DataAccess.Stamp:
                return new ImageSource(files, [], [], stamp);
            case DataAccess.Look:
                return archive.Look(folder => Unpacked(request, folder, [], stamp));
            default:
                (string unpacked, IReadOnlyList<ImageFailure> refused) = archive.Unpack();
                return Unpacked(request, unpacked, refused, stamp);
        }
    }

    private static ImageSource Unpacked(
        DataRequest request, string files, IReadOnlyList<ImageFailure> refused, string stamp)
    {
        string top = Archive.Top(files);
        if (IsPlain(top) && request.Questions is null)
        {
            ImageSource source = new(files, ImageFiles.List(files, output: null, files), refused, stamp);
            return request.ByFolder ? source.ByFolder() : source;
        }

        DataSet data = Data(request, top, null);
        if (data.HoldsImages)
        {
            throw new MpaException(
                "the archive holds Parquet with images in it, packed twice. Unpack it, and name the Parquet files.");
        }

        (GivenQuestions paths, IReadOnlyList<ImageFailure> missing) = InPlace(request, data);
        string prefix = PackedData.Prefix(files, top);
        return new ImageSource(
            files, [.. paths.Images.Select(path => prefix + path)], [.. refused, .. missing], stamp)
        {
            Questions = paths.ByImage.ToDictionary(pair => prefix + pair.Key, pair => pair.Value),
            Several = paths.Several.ToDictionary(
                pair => prefix + pair.Key,
                pair => (IReadOnlyList<string>)[.. pair.Value.Select(file => prefix + file)]),
        };
    }
}
