using System.Text.Json;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using Mpa.Data.Rows;

namespace Mpa.Data.FileTypes;

/// <summary>
/// The rows of a CSV file (RFC 4180, UTF-8, a header line; semicolons and tabs as well). Every value is text, but for a
/// JSON list under "answers"; DuckDB guesses nothing.
/// </summary>
internal static partial class CsvRows
{
    /// <summary>All rows.</summary>
    /// <exception cref="MpaException">
    /// A line has another number of cells than the header, a quote isn't closed, or a byte is not UTF-8.
    /// </exception>
    public static IEnumerable<RawRow> Read(string file)
    {
        CsvHeader header = CsvHeader.Of(file)
            ?? throw new MpaException(
                $"{file}:1: expected a line of different column names, as in image,question,answers.");
        using DuckDBConnection connection = DuckDb.Open(file);
        using DuckDBDataReader reader = Guarded(file, () => connection.Stream(Query(file, header)));
        string name = Path.GetFileName(file);
        for (long number = 1; Guarded(file, reader.Read); number++)
        {
            JsonElement fields = JsonSerializer.Deserialize<JsonElement>(reader.GetString(0));
            yield return new RawRow(file, $"{name} row {number}", number, fields);
        }
    }

    private static string Query(string file, CsvHeader header)
    {
        string columns = string.Join(", ", header.Names.Select(name => $"{DuckDb.Text(name)}: 'VARCHAR'"));
        return $"SELECT to_json({{{string.Join(", ", header.Names.Select(Field))}}})::VARCHAR "
            + $"FROM read_csv({DuckDb.Text(file)}, auto_detect = false, header = true, "
            + $"delim = '{header.Delimiter}', quote = '\"', escape = '\"', "
            + (PackedFile.IsGzip(file) ? "compression = 'gzip', " : "compression = 'none', ")
            + $"strict_mode = true, max_line_size = 16777216, columns = {{{columns}}})";
    }

    // A cell can hold several answers only as the text of a JSON list.
    private static string Field(string name)
    {
        string cell = DuckDb.Name(name);
        string value = name.Equals("answers", StringComparison.OrdinalIgnoreCase)
            ? $"CASE WHEN starts_with({cell}, '[') AND json_valid({cell}) THEN {cell}::JSON ELSE to_json({cell}) END"
            : cell;
        return $"{DuckDb.Text(name)}: {value}";
    }

    private static T Guarded<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (DuckDBException error)
        {
            Match line = LineNumber().Match(error.Message);
            string place = line.Success ? $"{file}:{line.Groups[1].Value}" : file;
            throw new MpaException(
                $"{place}: not CSV with a cell for each column: "
                    + $"{LineNumber().Replace(DuckDb.Sentence(error), "").Trim()}. Mend the line.",
                error);
        }
    }

    [GeneratedRegex(@"(?:Invalid Input Error: )?CSV Error on Line: (\d+)")]
    private static partial Regex LineNumber();
}
