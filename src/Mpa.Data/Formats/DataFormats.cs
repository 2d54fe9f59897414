using System.Text.Json;
using Mpa.Data.Json;

namespace Mpa.Data.Formats;

/// <summary>Every layout that is read. A new one is a row here and a file beside it.</summary>
internal static class DataFormats
{
    /// <summary>The layout of rows with names of their own.</summary>
    public static DataFormat Plain { get; } = new("plain", "plain rows", "image, question, answers", PlainRows.Fits, PlainRows.Read);

    /// <summary>TextVQA.</summary>
    public static DataFormat TextVqa { get; } = new("textvqa", "TextVQA 0.5.1", "image_id, question, question_id", TextVqaRows.Fits, TextVqaRows.Read, "data");

    /// <summary>ST-VQA.</summary>
    public static DataFormat StVqa { get; } = new("stvqa", "ST-VQA task 1", "file_path, question", (row, _) => row.Has("file_path", "question"), StVqaRows.Read, "data");

    /// <summary>ChartQA.</summary>
    public static DataFormat ChartQa { get; } = new("chartqa", "ChartQA", "imgname, query, label", (row, _) => row.Has("imgname", "query"), ChartQaRows.Read);

    /// <summary>OK-VQA, in the layout of VQA v2.</summary>
    public static DataFormat OkVqa { get; } = new("okvqa", "OK-VQA (VQA v2 layout)", "image_id, question, question_id", OkVqaRows.Fits, OkVqaRows.Read, "questions");

    /// <summary>All of them, those with the most telling fields first.</summary>
    public static IReadOnlyList<DataFormat> All { get; } =
    [
        new("conversations", "conversations", "image, conversations", (row, _) => row.Has("conversations"), ConversationRows.Read),
        new("mpa", "MPA results (PA, PI or evaluation)", "image_path, question and answer with the stage's prefix", MpaRows.Fits, MpaRows.Read),
        new("mpa-combined", "MPA combined OK-VQA", "image_id, answers", MpaCombinedRows.Fits, MpaCombinedRows.Read),
        OkVqa, StVqa, ChartQa, TextVqa, Plain,
    ];

    /// <summary>Names for <c>--format</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(format => format.Name)];

    /// <summary>Names of the lists that rows may stand in.</summary>
    public static IReadOnlyList<string> Lists { get; } = [.. All.SelectMany(format => format.Lists).Append("annotations").Distinct()];

    /// <summary>The layout of that name.</summary>
    /// <exception cref="MpaException">There is none.</exception>
    public static DataFormat Named(string name)
    {
        string hint = NearestName.Of(name, Names) is { } near ? $"did you mean \"{near}\"?" : $"the formats are {string.Join(", ", Names)}";
        return All.FirstOrDefault(format => format.Name == name) ?? throw new MpaException($"there is no format \"{name}\" — {hint}");
    }

    /// <summary>The layout that the first row is of; null when it is of none.</summary>
    /// <param name="row">The first row.</param>
    /// <param name="list">The list it stands in, "" for none.</param>
    public static DataFormat? Of(JsonElement row, string list) => row.ValueKind == JsonValueKind.Object
        ? All.FirstOrDefault(format => format.Fits(row, list))
        : null;
}
