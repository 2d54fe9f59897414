using System.Text.Json;

namespace Mpa.Data.Rows;

/// <summary>A row before a format has made sense of it. Rows of CSV and Parquet become JSON objects too, so that one reader a format does.</summary>
/// <param name="File">Full path of its file.</param>
/// <param name="Place">Where it stands, for messages.</param>
/// <param name="Number">Counted from 1 in its file.</param>
/// <param name="Fields">A JSON object in a sound file.</param>
/// <param name="Bytes">The embedded image.</param>
/// <param name="Problem">Why there are no fields; null when there are.</param>
internal sealed record RawRow(string File, string Place, long Number, JsonElement Fields, byte[]? Bytes = null, RowProblem? Problem = null)
{
    /// <summary>An id for a row that has none of its own.</summary>
    public string NumberedId => $"{Path.GetFileNameWithoutExtension(File)}-{Number}";
}
