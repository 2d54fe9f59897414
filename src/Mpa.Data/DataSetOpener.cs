using System.Text.Json;
using Mpa.Data.FileTypes;
using Mpa.Data.Formats;
using Mpa.Data.Rows;
using Mpa.Images;

namespace Mpa.Data;

/// <summary>Finds out what a path holds, and opens it.</summary>
internal static class DataSetOpener
{
    private const int Telling = 100; // the layout is that of the first of so many rows that can be read

    public static DataSet Open(string path, DataOptions options)
    {
        IReadOnlyList<string> files = DataFiles.Of(path);
        string root = options.ImageRoot ?? (Directory.Exists(path) ? path : Path.GetDirectoryName(path)!);
        if (files.Count == 0)
        {
            return OfImages(path, "folder of images", options.ImageRoot ?? ImageFiles.RootOf(path));
        }

        return FileKinds.Of(files[0]) switch
        {
            FileKind.PathList => OfImages(path, "list of images", options.ImageRoot ?? ImageFiles.RootOf(path)),
            FileKind.Image => throw new MpaException($"{path} is one image. Name the folder it lies in."),
            FileKind.Zip or FileKind.Tar =>
                throw new MpaException($"{path} is an archive inside another data set. Unpack it."),
            FileKind.Parquet => OfParquet(path, files, root, options),
            FileKind.Csv => OfRows(path, files, root, DataFormats.Plain, Facts(options), CsvRows.Read),
            FileKind.JsonLines => OfLines(path, files, root, options),
            _ => OfJson(path, files, root, options),
        };
    }

    private static FileFacts Facts(DataOptions options) => new() { QuestionColumn = options.QuestionColumn };

    private static DataSet OfImages(string path, string title, string root) => new(path, title, root, () =>
        ImageFiles.List(path, output: null, root)
            .Select(image => new DataRow { Place = image, Id = image, Image = DataImage.At(image) }));

    private static DataSet OfLines(string path, IReadOnlyList<string> files, string root, DataOptions options)
    {
        DataFormat format = FormatOf(files[0], "", JsonRows.OfLines(files[0]), options);
        return OfRows(path, files, root, format, Facts(options), JsonRows.OfLines);
    }

    private static DataSet OfParquet(string path, IReadOnlyList<string> files, string root, DataOptions options)
    {
        IEnumerable<RawRow> Read(string file) => new ParquetRows(file).Read(options.WithBytes);
        bool embedded = new ParquetRows(files[0]).Image is not null;
        DataFormat format = embedded && options.Format is null
            ? DataFormats.Plain
            : FormatOf(files[0], "", Read(files[0]), options);
        return OfRows(path, files, root, format, Facts(options), Read, embedded, "Parquet");
    }

    private static DataSet OfJson(string path, IReadOnlyList<string> files, string root, DataOptions options)
    {
        string list = ListOf(files[0], options);
        if (list == "annotations")
        {
            string questions = VqaAnnotations.QuestionsOf(files[0])
                ?? throw new MpaException(
                    $"{files[0]} holds answers without questions, and OpenEnded_…_questions.json is not beside it. "
                        + "Put it there, or name it.");
            return OfJson(path, [questions], root, options);
        }

        DataFormat format = FormatOf(files[0], list, JsonRows.OfList(files[0], list), options);
        return format == DataFormats.OkVqa ? OfVqa(path, files[0], root)
            : format == DataFormats.EasyVqa ? OfEasyVqa(path, files[0], root)
            : OfRows(path, files, root, format, Facts(options), file => JsonRows.OfList(file, list));
    }

    private static DataSet OfVqa(string path, string questions, string root)
    {
        string annotations = VqaAnnotations.PartnerOf(questions);
        bool labeled = annotations != questions && File.Exists(annotations);
        FileFacts facts = new() { Header = JsonHeader.Read(questions) };
        return new DataSet(
            path,
            DataFormats.OkVqa.Title,
            root,
            () => Rows(questions, DataFormats.OkVqa, WithAnswers(), file => JsonRows.OfList(file, "questions")))
        {
            Benchmark = DataFormats.OkVqa.Name,
            Files = labeled ? [questions, annotations] : [questions],
            Notes = labeled
                ? []
                : [$"{Path.GetFileName(annotations)} is not beside the questions, so they have no answers"],
        };

        FileFacts WithAnswers() => labeled ? facts with { Annotations = VqaAnnotations.Read(annotations) } : facts;
    }

    private static DataSet OfEasyVqa(string path, string questions, string root)
    {
        string? answers = EasyVqaRows.AnswersOf(questions);
        return new DataSet(
            path,
            DataFormats.EasyVqa.Title,
            root,
            () => Rows(questions, DataFormats.EasyVqa, WithAnswers(), file => JsonRows.OfList(file, "")))
        {
            Files = answers is null ? [questions] : [questions, answers],
        };

        FileFacts WithAnswers() => new() { Answers = answers is null ? null : File.ReadLines(answers).ToHashSet() };
    }

    private static DataSet OfRows(
        string path,
        IReadOnlyList<string> files,
        string root,
        DataFormat format,
        FileFacts facts,
        Func<string, IEnumerable<RawRow>> read,
        bool embedded = false,
        string? container = null) =>
        new(
            path,
            container is null ? format.Title : $"{container}, {format.Title}",
            root,
            () => files.SelectMany(file => Rows(file, format, facts, read)))
        {
            Benchmark = format.Name is "textvqa" or "stvqa" or "chartqa" ? format.Name : null,
            Files = files,
            HoldsImages = embedded,
        };

    private static IEnumerable<DataRow> Rows(
        string file, DataFormat format, FileFacts facts, Func<string, IEnumerable<RawRow>> read) =>
        read(file).SelectMany(raw => format.Rows(raw, facts));

    private static string ListOf(string file, DataOptions options)
    {
        using JsonListReader reader = new(file);
        IReadOnlyList<string> wanted = options.Format is null
            ? DataFormats.Lists
            : DataFormats.Named(options.Format).Lists;
        return reader.Enter(wanted.Count > 0 ? wanted : DataFormats.Lists)
            ?? throw new MpaException(
                $"{file}: expected a JSON list of rows, or an object with a list named "
                    + $"{string.Join(", ", DataFormats.Lists)}.");
    }

    private static DataFormat FormatOf(string file, string list, IEnumerable<RawRow> rows, DataOptions options)
    {
        if (options.Format is not null)
        {
            return DataFormats.Named(options.Format);
        }

        RawRow first = rows.Take(Telling).FirstOrDefault(row => row.Problem is null)
            ?? rows.FirstOrDefault()
            ?? throw new MpaException($"{file} holds no row.");
        if (first.Problem is { } problem)
        {
            throw new MpaException($"{file}: {first.Place}: {problem.Message}.");
        }

        return DataFormats.Of(first.Fields, list)
            ?? throw new MpaException($"{file}: {first.Place}: {Unknown(first.Fields)}");
    }

    private static string Unknown(JsonElement row)
    {
        string found = row.ValueKind == JsonValueKind.Object
            ? $"the fields {string.Join(", ", row.EnumerateObject().Select(field => field.Name).Take(12))}"
            : "no object of fields";
        string expected = string.Join("\n", DataFormats.All.Select(format => $"  {format.Name,-14} {format.Fields}"));
        return $"the first row has {found}; expected those of one layout:\n{expected}";
    }
}
