using System.Text.Json;
using Mpa.Data.Rows;
using Mpa.Files;

namespace Mpa.Data.FileTypes;

/// <summary>The rows of JSON files: of a list, or one a line.</summary>
internal static class JsonRows
{
    /// <summary>The rows of a list.</summary>
    /// <param name="file">Full path.</param>
    /// <param name="list">The list's name in the top object; "" for a file that is a list.</param>
    public static IEnumerable<RawRow> OfList(string file, string list)
    {
        using JsonListReader reader = new(file);
        if (reader.Enter(list) is null)
        {
            throw new MpaException(
                $"{file}: expected {(list == "" ? "a JSON list" : $"a JSON object with a list \"{list}\"")}. "
                    + "Is it the file you mean?");
        }

        string name = Path.GetFileName(file);
        for (long number = 1; reader.TryRead(out JsonElement row); number++)
        {
            string place = $"{name}:{reader.Line} row {number}";
            yield return new RawRow(file, place, number, row, Problem: SoundJson.ProblemOf(row));
        }
    }

    /// <summary>The rows of a file with one JSON object a line. A line that is none is a row with a problem.</summary>
    public static IEnumerable<RawRow> OfLines(string file)
    {
        string name = Path.GetFileName(file);
        long number = 0;
        foreach (TextLine line in PackedFile.Lines(file))
        {
            if (!line.IsBlank)
            {
                yield return Parse(file, $"{name}:{line.Number}", ++number, line);
            }
        }
    }

    private static RawRow Parse(string file, string place, long number, TextLine line)
    {
        try
        {
            Utf8JsonReader reader = new(line.Bytes.Span);
            JsonElement row = JsonElement.ParseValue(ref reader);
            return reader.Read()
                ? throw new JsonException("a second value follows the first")
                : new RawRow(file, place, number, row, Problem: SoundJson.ProblemOf(row));
        }
        catch (JsonException error)
        {
            string cause = line.Ended ? "not JSON" : "cut off";
            string message = line.Ended
                ? "the line is not one JSON object"
                : "the last line ends in the middle; the file is cut off";
            return new RawRow(
                file,
                place,
                number,
                default,
                Problem: new RowProblem(cause, $"{message} (byte {error.BytePositionInLine + 1 ?? 1} of the line)"));
        }
    }
}

/// <summary>
/// What stands beside the list in a JSON file: its texts, and those of small objects under "object.field".
/// </summary>
internal static class JsonHeader
{
    /// <summary>Reads the whole file, holding nothing of its lists.</summary>
    public static IReadOnlyDictionary<string, string> Read(string file)
    {
        Dictionary<string, string> header = [];
        using JsonListReader reader = new(file);
        List<string> path = [];
        bool inList = false;
        string property = "";
        int depth = 0;
        while (reader.Read() is var (token, text) && token != JsonTokenType.None)
        {
            inList |= token == JsonTokenType.StartArray;
            switch (token)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    depth++;
                    path.Add(property);
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    depth--;
                    path.RemoveAt(path.Count - 1);
                    inList = inList && depth > 1;
                    break;
                case JsonTokenType.PropertyName:
                    property = text;
                    break;
                case JsonTokenType.String when !inList && depth is 1 or 2:
                    header[depth == 1 ? property : $"{path[1]}.{property}"] = text;
                    break;
                default:
                    break;
            }
        }

        return header;
    }
}
