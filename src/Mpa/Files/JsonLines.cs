using System.Text.Json;

namespace Mpa.Files;

/// <summary>Files of one JSON value a line, UTF-8, each line ended by a line feed.</summary>
public static class JsonLines
{
    /// <summary>
    /// The rows of a file; none when it doesn't exist. A last line without its line feed was torn by a kill or a full
    /// disk: it is left out, and its item is done again.
    /// </summary>
    /// <typeparam name="TRow">The row's record.</typeparam>
    /// <exception cref="MpaException">A whole line can't be read; the message names file and line.</exception>
    public static IReadOnlyList<TRow> Read<TRow>(string path)
        where TRow : class
    {
        string text = File.Exists(path) ? File.ReadAllText(path) : "";
        string[] lines = text.Split('\n');
        return [.. lines.SkipLast(1).Select((line, index) => Parse<TRow>(line, path, index + 1))];
    }

    /// <summary>One line as a row.</summary>
    /// <typeparam name="TRow">The row's record.</typeparam>
    /// <param name="line">Without its line feed.</param>
    /// <param name="path">For the message of an error.</param>
    /// <param name="number">Of the line, counted from 1; for the message of an error.</param>
    /// <exception cref="MpaException">The line can't be read.</exception>
    public static TRow Parse<TRow>(string line, string path, int number)
        where TRow : class
    {
        try
        {
            return JsonSerializer.Deserialize<TRow>(line, MpaJson.Line) ?? throw new JsonException("the line is null");
        }
        catch (JsonException error)
        {
            throw new MpaException(
                $"{path}:{number}: this line is not a row of {typeof(TRow).Name} "
                    + $"({error.Message.ReplaceLineEndings(" ")}). Mend or delete it.",
                error);
        }
    }

    /// <summary>True when the last line was torn off before its line feed.</summary>
    public static bool IsTorn(string path)
    {
        using FileStream stream = File.OpenRead(path);
        if (stream.Length == 0)
        {
            return false;
        }

        stream.Seek(-1, SeekOrigin.End);
        return stream.ReadByte() != '\n';
    }

    /// <summary>Writes the whole file anew, atomically.</summary>
    public static void Replace<TRow>(string path, IEnumerable<TRow> rows) =>
        AtomicFile.Write(path, stream =>
        {
            foreach (TRow row in rows)
            {
                WriteLine(stream, row);
            }
        });

    /// <summary>Writes one row and its line feed.</summary>
    public static void WriteLine<TRow>(Stream stream, TRow row)
    {
        JsonSerializer.Serialize(stream, row, MpaJson.Line);
        stream.WriteByte((byte)'\n');
    }
}

/// <summary>
/// Appends rows to a file. Each batch is handed to the system at once, so that kill -9 can't take it; a power cut
/// could, until <see cref="Sync"/>.
/// </summary>
/// <typeparam name="TRow">The row's record.</typeparam>
internal sealed class JsonLinesWriter<TRow> : IDisposable
{
    private readonly FileStream _stream;

    /// <summary>Opens the file at its end; makes it where it is missing.</summary>
    public JsonLinesWriter(string path) =>
        _stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, 1 << 16);

    /// <summary>Writes the rows and hands them to the system.</summary>
    public void Append(params ReadOnlySpan<TRow> rows)
    {
        foreach (TRow row in rows)
        {
            JsonLines.WriteLine(_stream, row);
        }

        _stream.Flush();
    }

    /// <summary>Waits until the rows are on the disk.</summary>
    public void Sync() => _stream.Flush(flushToDisk: true);

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();
}
