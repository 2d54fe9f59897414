using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using Mpa.Data.Formats;
using Mpa.Data.Rows;

namespace Mpa.Data.FileTypes;

/// <summary>
/// The rows of Parquet files. An image may be a path, or embedded as on the hub: a struct of bytes and path
/// (https://huggingface.co/docs/datasets/image_load), or bytes alone. Memory holds a row group's part, never the file.
/// </summary>
internal sealed partial class ParquetRows
{
    // What a row lists beyond these is named in its problem, not read.
    private const int MostColumns = 65;

    private readonly string _file;
    private readonly IReadOnlyList<(string Name, string Type)> _columns;

    /// <exception cref="MpaException">The file is not Parquet, or is damaged.</exception>
    public ParquetRows(string file)
    {
        _file = file;
        using DuckDBConnection connection = DuckDb.Open(file);
        using DuckDBDataReader reader = Guarded(
            () => connection.Stream($"DESCRIBE SELECT * FROM read_parquet({DuckDb.Text(file)})"));
        List<(string, string)> columns = [];
        while (reader.Read())
        {
            columns.Add((reader.GetString(0), reader.GetString(1)));
        }

        _columns = columns;
        Image = columns.Select(column => column.Item1).FirstOrDefault(name => IsEmbedded(name));
    }

    /// <summary>The column that holds images; null when they are paths.</summary>
    public string? Image { get; }

    /// <summary>How many rows there are, without reading them.</summary>
    public long Count()
    {
        using DuckDBConnection connection = DuckDb.Open(_file);
        string count = Guarded(() => connection.Scalar($"SELECT count(*) FROM read_parquet({DuckDb.Text(_file)})"));
        return long.Parse(count, CultureInfo.InvariantCulture);
    }

    /// <summary>All rows.</summary>
    /// <param name="withBytes">
    /// False leaves embedded images where they are; their rows then have no bytes, but not null.
    /// </param>
    public IEnumerable<RawRow> Read(bool withBytes = true)
    {
        using DuckDBConnection connection = DuckDb.Open(_file);
        int images = withBytes && Image is not null ? MostImages(connection, Image) : 0;
        using DuckDBDataReader reader = Guarded(() => connection.Stream(Query(images)));
        string name = Path.GetFileName(_file);
        for (long number = 1; Guarded(reader.Read); number++)
        {
            JsonElement fields = Fields(reader.GetString(0));
            RowProblem? problem = SoundJson.ProblemOf(fields);
            yield return new RawRow(_file, $"{name} row {number}", number, fields, problem)
            {
                Bytes = withBytes || Image is null ? Guarded(() => Embedded(reader)) : [[]],
            };
        }
    }

    /// <summary>A row; numbers that JSON doesn't have (NaN, infinity) are null.</summary>
    private static JsonElement Fields(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(json);
        }
        catch (JsonException)
        {
            string finite = TextOrNoNumber().Replace(json, found => found.ValueSpan[0] == '"' ? found.Value : "null");
            return JsonSerializer.Deserialize<JsonElement>(finite);
        }
    }

    /// <summary>Images of the row with the most.</summary>
    private int MostImages(DuckDBConnection connection, string column)
    {
        if (!IsList(column))
        {
            return 1;
        }

        string lengths = $"coalesce(max(len({DuckDb.Name(column)})), 0)";
        string most = Guarded(
            () => connection.Scalar($"SELECT {lengths} FROM read_parquet({DuckDb.Text(_file)})"));
        return Math.Clamp(int.Parse(most, CultureInfo.InvariantCulture), 1, MostColumns);
    }

    private string Query(int images)
    {
        IEnumerable<string> names = _columns
            .Where(column => !column.Type.Contains("BLOB", StringComparison.Ordinal))
            .Select(column => column.Name);
        List<string> fields = [.. names.Select(name => Field(name, DuckDb.Name(name)))];
        if (Image is not null && (HasPath(Image) || IsList(Image)))
        {
            fields.RemoveAll(field => field.StartsWith("'image':", StringComparison.Ordinal));
            fields.Add(Field("image", PathOf(Image)));
        }

        IEnumerable<string> bytes = Enumerable.Range(1, images).Select(at => BytesOf(Image!, at));
        string row = fields.Count == 0 ? "'{}'" : $"to_json({{{string.Join(", ", fields)}}})::VARCHAR";
        return $"SELECT {string.Join(", ", bytes.Prepend(row))} FROM read_parquet({DuckDb.Text(_file)})";
    }

    private static string Field(string name, string value) => $"{DuckDb.Text(name)}: {value}";

    // Of a list of images each path is named, so that a row with several is told from one with one.
    private string PathOf(string column) => (IsList(column), HasPath(column)) switch
    {
        (true, true) => $"[coalesce(one.path, '') for one in {DuckDb.Name(column)}]",
        (true, false) => $"['' for one in {DuckDb.Name(column)}]",
        _ => $"{DuckDb.Name(column)}.path",
    };

    private string BytesOf(string column, int image)
    {
        string one = IsList(column) ? $"{DuckDb.Name(column)}[{image}]" : DuckDb.Name(column);
        return HasPath(column) ? $"({one}).bytes" : one;
    }

    private static IReadOnlyList<byte[]> Embedded(DuckDBDataReader reader) =>
    [
        .. Enumerable.Range(1, reader.FieldCount - 1)
            .Where(column => !reader.IsDBNull(column))
            .Select(column => Bytes(reader, column)),
    ];

    private static byte[] Bytes(DuckDBDataReader reader, int column)
    {
        using Stream stream = reader.GetStream(column);
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private bool IsEmbedded(string column) =>
        HasPath(column) || (OneOf(column) == "BLOB" && PlainRows.Images.Append("bytes").Contains(column));

    private bool HasPath(string column) =>
        OneOf(column) is "STRUCT(bytes BLOB, path VARCHAR)" or "STRUCT(path VARCHAR, bytes BLOB)";

    private bool IsList(string column) => TypeOf(column).EndsWith("[]", StringComparison.Ordinal);

    private string OneOf(string column) => IsList(column) ? TypeOf(column)[..^2] : TypeOf(column);

    private string TypeOf(string column) =>
        _columns.First(c => c.Name == column).Type.Replace("\"", "", StringComparison.Ordinal);

    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (DuckDBException error)
        {
            throw new MpaException(
                $"{_file}: can't be read as Parquet: {DuckDb.Sentence(error)}. Fetch it again.", error);
        }
    }

    // DuckDB writes NaN and Infinity into its JSON; within quotes these are words.
    [GeneratedRegex("""\"(?:[^"\\]|\\.)*\"|-?(?:NaN|Infinity|nan|inf)\b""")]
    private static partial Regex TextOrNoNumber();
}
