using System.Text.Json;
using System.Text.RegularExpressions;

namespace Mpa.Data.Rows;

/// <summary>
/// A row before a format has made sense of it. Rows of CSV and Parquet become JSON objects too, so that a format
/// needs one reader.
/// </summary>
/// <param name="File">Full path of its file.</param>
/// <param name="Place">Where it stands, for messages.</param>
/// <param name="Number">Counted from 1 in its file.</param>
/// <param name="Fields">A JSON object in a sound file.</param>
/// <param name="Problem">Why there are no fields; null when there are.</param>
internal sealed record RawRow(
    string File, string Place, long Number, JsonElement Fields, RowProblem? Problem = null)
{
    /// <summary>Embedded images, in order; none where the row names files.</summary>
    public IReadOnlyList<byte[]> Bytes { get; init; } = [];

    /// <summary>The embedded image of a row that has one; null where it names a file.</summary>
    public byte[]? OnlyBytes => Bytes.Count == 0 ? null : Bytes[0];

    /// <summary>An id for a row that has none of its own.</summary>
    public string NumberedId => $"{Path.GetFileNameWithoutExtension(File)}-{Number}";
}

/// <summary>
/// Thrown by a format's reader for a row that isn't what the format promises; the row is then counted, not lost.
/// </summary>
internal sealed class RowException(RowProblem problem) : Exception(problem.Message)
{
    public RowException(string cause, string message)
        : this(new RowProblem(cause, message))
    {
    }

    public RowProblem Problem { get; } = problem;
}

/// <summary>Reads fields of a row, whose names differ from file to file and whose numbers may be texts.</summary>
internal static partial class RowFields
{
    /// <summary>The first of the names that is there, as text.</summary>
    /// <exception cref="RowException">None is there, or it is neither text nor number.</exception>
    public static string Text(this JsonElement row, params ReadOnlySpan<string> names) =>
        row.TextOrNull(names) ?? throw new RowException($"no {names[0]}", $"the row has no \"{names[0]}\"");

    /// <summary>The same; null when none is there.</summary>
    /// <exception cref="RowException">It is neither text nor number.</exception>
    public static string? TextOrNull(this JsonElement row, params ReadOnlySpan<string> names) =>
        Find(row, names) is { } field
            ? Scalar(field.Value) ?? throw Wrong(field.Name, field.Value, "a text or a number")
            : null;

    /// <summary>The names of the row's images: a text, or a list; none when none of the names is there.</summary>
    /// <exception cref="RowException">It is something else.</exception>
    public static IReadOnlyList<string> ImagesOf(this JsonElement row, params ReadOnlySpan<string> names)
    {
        if (Find(row, names) is not { Value.ValueKind: JsonValueKind.Array } list)
        {
            return row.TextOrNull(names) is { } only ? [only] : [];
        }

        JsonElement[] items = [.. list.Value.EnumerateArray()];
        return items is [] or [{ ValueKind: JsonValueKind.Null }]
            ? []
            : [.. items.Select(item => Scalar(item) ?? throw Wrong(list.Name, item, "the name of an image"))];
    }

    /// <summary>
    /// Answers: a text, a number, or a list of these or of VQA v2's {"answer": …} objects, which Python may have
    /// printed into a text; none when no name is there.
    /// </summary>
    /// <exception cref="RowException">It is something else.</exception>
    public static IReadOnlyList<string> Answers(this JsonElement row, params ReadOnlySpan<string> names)
    {
        if (Find(row, names) is not { } field)
        {
            return [];
        }

        JsonElement value = field.Value.ValueKind == JsonValueKind.String
            ? PythonList.Read(field.Value.GetString()!) ?? field.Value
            : field.Value;
        if (value.ValueKind == JsonValueKind.Array)
        {
            IEnumerable<JsonElement> items = value.EnumerateArray();
            return [.. items.Select(item => Answer(item) ?? throw Wrong(field.Name, item, "texts"))];
        }

        return [Scalar(field.Value) ?? throw Wrong(field.Name, field.Value, "a text or a list of texts")];
    }

    /// <summary>A whole number, which may be written as text.</summary>
    /// <exception cref="RowException">It isn't one.</exception>
    public static long Number(this JsonElement row, string name)
    {
        string text = row.Text(name);
        return long.TryParse(text, out long number)
            ? number
            : throw new RowException($"wrong {name}", $"\"{name}\" must be a whole number, not \"{text}\"");
    }

    /// <summary>True when all of the names are there.</summary>
    public static bool Has(this JsonElement row, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (row.ValueKind != JsonValueKind.Object || Field(row, name) is null)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Text as it is, a number in the file's digits, a whole one without a point (tables hold 3 as 3.0 where a cell is
    /// empty), true and false; null for the rest.
    /// </summary>
    public static string? Scalar(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => Whole().Replace(value.GetRawText(), "$1"),
        JsonValueKind.True or JsonValueKind.False => value.GetBoolean() ? "true" : "false",
        _ => null,
    };

    private static string? Answer(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty("answer", out JsonElement answer)
            ? Scalar(answer)
            : Scalar(item);

    private static (string Name, JsonElement Value)? Find(JsonElement row, ReadOnlySpan<string> names)
    {
        if (row.ValueKind != JsonValueKind.Object)
        {
            throw new RowException("not an object", $"the row must be an object of fields, not {Kind(row)}");
        }

        foreach (string name in names)
        {
            if (Field(row, name) is { ValueKind: not JsonValueKind.Null } value)
            {
                return (name, value);
            }
        }

        return null;
    }

    // "Image" is the column "image" too, unless there is one of that very name.
    private static JsonElement? Field(JsonElement row, string name)
    {
        if (row.TryGetProperty(name, out JsonElement value))
        {
            return value;
        }

        foreach (JsonProperty field in row.EnumerateObject())
        {
            if (field.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return field.Value;
            }
        }

        return null;
    }

    private static RowException Wrong(string name, JsonElement value, string form) =>
        new($"wrong {name}", $"\"{name}\" must be {form}, not {Kind(value)}");

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.Null => "null",
        JsonValueKind.Number => $"the number {value.GetRawText()}",
        _ => $"\"{Scalar(value)}\"",
    };

    [GeneratedRegex(@"^(-?\d+)\.0+$")]
    private static partial Regex Whole();
}
