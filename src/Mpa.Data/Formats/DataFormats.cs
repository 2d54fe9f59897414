using System.Text.Json;
using Mpa.Data.Rows;

namespace Mpa.Data.Formats;

/// <summary>Every layout that is read. A new one is a row here and a file beside it.</summary>
internal static class DataFormats
{
    /// <summary>The layout of rows with names of their own.</summary>
    public static DataFormat Plain { get; } = new(
        "plain", "plain rows", "image, question, answers", PlainRows.Fits, PlainRows.Read);

    /// <summary>OK-VQA, in the layout of VQA v2.</summary>
    public static DataFormat OkVqa { get; } = new(
        "okvqa",
        "OK-VQA (VQA v2 layout)",
        "image_id, question, question_id",
        OkVqaRows.Fits,
        OkVqaRows.Read,
        "questions");

    /// <summary>easy-VQA, whose rows are lists.</summary>
    public static DataFormat EasyVqa { get; } = new(
        EasyVqaRows.Name, "easy-VQA", "a list [question, answer, image number]", EasyVqaRows.Fits, EasyVqaRows.Read);

    /// <summary>All of them, those with the most telling fields first.</summary>
    public static IReadOnlyList<DataFormat> All { get; } =
    [
        new(
            "conversations",
            "conversations",
            "image, conversations",
            (row, _) => row.Has("conversations"),
            ConversationRows.Read),
        new(
            "mpa",
            "MPA results (PA, PI or evaluation)",
            "image_path, question and answer with the stage's prefix",
            MpaRows.Fits,
            MpaRows.Read),
        new("mpa-combined", "MPA combined OK-VQA", "image_id, answers", MpaCombinedRows.Fits, MpaCombinedRows.Read),
        OkVqa,
        new(
            "stvqa",
            "ST-VQA task 1",
            "file_path, question",
            (row, _) => row.Has("file_path", "question"),
            StVqaRows.Read,
            "data"),
        new("chartqa", "ChartQA", "imgname, query, label", (row, _) => row.Has("imgname", "query"), ChartQaRows.Read),
        new("textvqa", "TextVQA 0.5.1", "image_id, question, question_id", TextVqaRows.Fits, TextVqaRows.Read, "data"),
        EasyVqa,
        Plain,
    ];

    /// <summary>Names for <c>--format</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(format => format.Name)];

    /// <summary>Names of the lists that rows may stand in.</summary>
    public static IReadOnlyList<string> Lists { get; } =
        [.. All.SelectMany(format => format.Lists).Append("annotations").Distinct()];

    /// <summary>The layout of that name.</summary>
    /// <exception cref="MpaException">There is none.</exception>
    public static DataFormat Named(string name)
    {
        string hint = NearestName.Of(name, Names) is { } near
            ? $"did you mean \"{near}\"?"
            : $"the formats are {string.Join(", ", Names)}";
        return All.FirstOrDefault(format => format.Name == name)
            ?? throw new MpaException($"there is no format \"{name}\" — {hint}");
    }

    /// <summary>The layout that the first row is of; null when it is of none.</summary>
    /// <param name="row">The first row.</param>
    /// <param name="list">The list it stands in, "" for none.</param>
    public static DataFormat? Of(JsonElement row, string list) =>
        All.FirstOrDefault(format => format.Fits(row, list));
}

/// <summary>One layout of a data set's rows.</summary>
/// <param name="Name">As <c>--format</c> takes it.</param>
/// <param name="Title">For people.</param>
/// <param name="Fields">What each row must have, for messages.</param>
/// <param name="Fits">Whether a row, and the list it stands in ("" for none), are of this layout.</param>
/// <param name="Read">Makes rows of one; throws a RowException for one that isn't what the layout promises.</param>
/// <param name="Lists">Names of the list that holds the rows; empty for a file that is a list.</param>
internal sealed record DataFormat(
    string Name,
    string Title,
    string Fields,
    Func<JsonElement, string, bool> Fits,
    Func<RawRow, FileFacts, IEnumerable<DataRow>> Read,
    params IReadOnlyList<string> Lists)
{
    /// <summary>The rows of one, or one row that carries the problem.</summary>
    public IReadOnlyList<DataRow> Rows(RawRow raw, FileFacts facts)
    {
        try
        {
            return raw.Problem is { } problem ? [Broken(raw, problem)] : [.. Read(raw, facts)];
        }
        catch (RowException error)
        {
            return [Broken(raw, error.Problem)];
        }
    }

    private static DataRow Broken(RawRow raw, RowProblem problem) =>
        new() { Place = raw.Place, Id = raw.NumberedId, Image = DataImage.None, Problem = problem };
}

/// <summary>What a format needs to know beside the row.</summary>
internal sealed record FileFacts
{
    /// <summary>The texts beside the list (<see cref="FileTypes.JsonHeader"/>).</summary>
    public IReadOnlyDictionary<string, string> Header { get; init; } = new Dictionary<string, string>();

    /// <summary>VQA v2's answers and kinds by question id; null where rows hold their own.</summary>
    public VqaAnnotations? Annotations { get; init; }

    /// <summary>Column that holds the question; null takes those known.</summary>
    public string? QuestionColumn { get; init; }

    /// <summary>Every answer that a row may have; null where nothing says.</summary>
    public IReadOnlySet<string>? Answers { get; init; }

    /// <summary>"train2014" or "val2014" where the header says so.</summary>
    public string? CocoSubset => Header.GetValueOrDefault("data_subtype");
}
