using System.Text.Json;
using Mpa.Data.Archives;
using Mpa.Data.FileTypes;
using Mpa.Data.Images;
using Mpa.Data.Rows;
using Mpa.Evaluation;
using Mpa.Files;
using Mpa.Images;
using Mpa.Runs;

namespace Mpa.Data.Import;

/// <summary>
/// The labeled test of a run from any source. A row that can't be used is an error: a test that silently shrank is
/// another test.
/// </summary>
public static class RunTest
{
    /// <summary>
    /// Reads the test; one in another form than the run's own is written into the run as it was read.
    /// </summary>
    /// <exception cref="MpaException">
    /// The source is nothing that is read here, is damaged, or has a row that can't be used.
    /// </exception>
    public static TestSplit Open(DataRequest request)
    {
        if (!Path.Exists(request.Path) || IsOwn(TestSplit.FileOf(request.Path), request.ImageRoot))
        {
            return TestSplit.Open(request);
        }

        if (FileKinds.OfArchive(request.Path) is { } kind)
        {
            return OfArchive(request, new PackedData(request, kind));
        }

        DataSet data = DataSet.Open(
            request.Path,
            new DataOptions { ImageRoot = request.ImageRoot, WithBytes = request.Access == DataAccess.Extract });
        return data.HoldsImages ? OfEmbedded(request, data) : InPlace(request, data);
    }

    // JSONL whose first row is a TestQuestion to the letter; damage further down is told by the run's own reader. It
    // takes paths as they are, so that a file with those of another machine is left to the other reader.
    private static bool IsOwn(string file, string? imageRoot)
    {
        if (!File.Exists(file) || PackedFile.IsGzip(file) || FileKinds.Of(file) != FileKind.JsonLines)
        {
            return false;
        }

        RawRow? first = JsonRows.OfLines(file).FirstOrDefault();
        return first is { Problem: null }
            && first.Fields.ValueKind == JsonValueKind.Object
            && first.Fields.TryGetProperty("id", out JsonElement id)
            && id.ValueKind == JsonValueKind.String
            && first.Fields.Has("image", "question")
            && first.Fields.TryGetProperty("answers", out JsonElement answers)
            && answers.ValueKind == JsonValueKind.Array
            && !HoldsForeignPaths(file, imageRoot ?? Path.GetDirectoryName(file)!);
    }

    private static bool HoldsForeignPaths(string file, string root)
    {
        ImageResolver resolver = new(root);
        return JsonRows.OfLines(file).Any(row =>
            row.Problem is null
            && row.Fields.Has("image")
            && row.Fields.GetProperty("image") is { ValueKind: JsonValueKind.String } image
            && image.GetString() is { } name
            && resolver.Find(name, [name]).Path is { } found
            && found != name
            && !File.Exists(Path.Combine(root, name)));
    }

    private static TestSplit InPlace(DataRequest request, DataSet data)
    {
        TestQuestion[] questions = TestRows.Read(request, data, ImagesBelow(data.ImageRoot));
        TestSplit split = new(data.ImageRoot, questions)
        {
            Stamp = DataStamp.Of(data, request.Limit, questions.SelectMany(question => question.Named).Distinct()),
        };
        if (request.Access == DataAccess.Extract)
        {
            RunStore store = new(request.Store);
            store.Begin();
            Keep(store, split);
        }

        return split;
    }

    private static TestSplit OfEmbedded(DataRequest request, DataSet data)
    {
        RunStore store = new(request.Store);
        string stamp = DataStamp.Of(data.Files, data.ImageRoot, request.Limit);
        if (store.Find(stamp) is not null)
        {
            return new TestSplit(store.Files, Stored(store)) { Stamp = stamp };
        }

        if (request.Access != DataAccess.Extract)
        {
            TestQuestion[] questions = request.Access == DataAccess.Stamp
                ? []
                : TestRows.Read(request, data, row => [.. row.Images.Select(image => image.Name)]);
            return new TestSplit(store.Files, questions) { Stamp = stamp };
        }

        store.Begin();
        ExtractedImages files = new(store.Files);
        RowImages images = new(data.ImageRoot);
        TestSplit split = new(store.Files, TestRows.Read(request, data, TakeOut)) { Stamp = stamp };
        Keep(store, split);
        return split;

        IReadOnlyList<string> TakeOut(DataRow row)
        {
            (IReadOnlyList<byte[]> bytes, RowProblem? problem) = images.Read(row);
            return problem is null ? [.. bytes.Select(files.Add)] : throw TestRows.Unusable(row, problem);
        }
    }

    private static TestSplit OfArchive(DataRequest request, PackedData archive)
    {
        string files = new RunStore(request.Store).Files;
        return request.Access switch
        {
            DataAccess.Stamp => new TestSplit(files, []) { Stamp = archive.Stamp },
            DataAccess.Look => archive.Look(Unpacked),
            _ => Kept(Unpacked(archive.Unpack().Files)),
        };

        TestSplit Unpacked(string folder)
        {
            string top = Archive.Top(folder);
            DataSet data = DataSet.Open(top);
            if (data.HoldsImages)
            {
                throw new MpaException(
                    $"{request.Path} holds Parquet with images in it, packed twice. "
                        + "Unpack it, and name the Parquet files.");
            }

            string prefix = PackedData.Prefix(folder, top);
            Func<DataRow, IReadOnlyList<string>> find = ImagesBelow(top);
            TestQuestion[] questions =
                TestRows.Read(request, data, row => [.. find(row).Select(image => prefix + image)]);
            return new TestSplit(folder, questions) { Stamp = archive.Stamp };
        }

        TestSplit Kept(TestSplit split)
        {
            JsonLines.Replace(new RunStore(request.Store).Questions, split.Questions);
            return split;
        }
    }

    private static Func<DataRow, IReadOnlyList<string>> ImagesBelow(string root)
    {
        ImageResolver resolver = new(root);
        return row => [.. row.Images.Select(image => Find(row, image))];

        string Find(DataRow row, DataImage image)
        {
            ResolvedImage found = image.In(resolver);
            RowProblem problem = new("", $"the image \"{image.Name}\" is {found.Cause} ({root})");
            return found.Path ?? throw TestRows.Unusable(row, problem);
        }
    }

    private static void Keep(RunStore store, TestSplit split)
    {
        JsonLines.Replace(store.Questions, split.Questions);
        store.Complete(split.Stamp!, []);
    }

    private static TestQuestion[] Stored(RunStore store) => [.. JsonLines.Read<TestQuestion>(store.Questions)];
}
