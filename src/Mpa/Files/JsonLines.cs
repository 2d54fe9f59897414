using System.Text;
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
        where TRow : class => [.. Stream<TRow>(path)];

    /// <summary>The same rows one after the other, so that no more than one of them need be in memory.</summary>
    /// <inheritdoc cref="Read" path="/exception"/>
    public static IEnumerable<TRow> Stream<TRow>(string path)
        where TRow : class
    {
        foreach ((TRow row, _) in Located<TRow>(path))
        {
            yield return row;
        }
    }

    /// <summary>The same rows, each with the place of its line in the file, in bytes.</summary>
    /// <inheritdoc cref="Read" path="/exception"/>
    internal static IEnumerable<(TRow Row, long Place)> Located<TRow>(string path)
        where TRow : class
    {
        foreach (TextLine line in Lines(path))
        {
            yield return (Parse<TRow>(line.Bytes.Span, path, line.Number), line.Place);
        }
    }

    /// <summary>The same rows by what makes each unique, in the order of the file.</summary>
    /// <exception cref="MpaException">A line can't be read, or repeats what an earlier one is known by.</exception>
    internal static OrderedDictionary<string, TRow> ReadById<TRow>(string path, Func<TRow, string> id)
        where TRow : class
    {
        OrderedDictionary<string, TRow> rows = [];
        int number = 0;
        foreach (TRow row in Stream<TRow>(path))
        {
            number++;
            if (!rows.TryAdd(id(row), row))
            {
                throw new MpaException($"{path}:{number}: \"{id(row)}\" stands there twice. Delete one of the lines.");
            }
        }

        return rows;
    }

    /// <summary>One line as a row.</summary>
    /// <typeparam name="TRow">The row's record.</typeparam>
    /// <param name="line">Without its line feed.</param>
    /// <param name="path">For the message of an error.</param>
    /// <param name="number">Of the line, counted from 1; for the message of an error.</param>
    /// <exception cref="MpaException">The line can't be read.</exception>
    public static TRow Parse<TRow>(string line, string path, int number)
        where TRow : class => Parse<TRow>(Encoding.UTF8.GetBytes(line), path, number);

    /// <summary>One line as a row.</summary>
    /// <param name="line">Without its line feed.</param>
    /// <param name="path">For the message of an error.</param>
    /// <param name="number">Of the line, or its place; for the message of an error.</param>
    internal static TRow Parse<TRow>(ReadOnlySpan<byte> line, string path, long number)
        where TRow : class
    {
        try
        {
            return JsonSerializer.Deserialize<TRow>(line, MpaJson.Line) ?? throw new JsonException("the line is null");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException) // half a surrogate pair
        {
            throw new MpaException(
                $"{path}:{number}: this line is not a row of {typeof(TRow).Name} "
                    + $"({error.Message.ReplaceLineEndings(" ")}). Mend or delete it.",
                error);
        }
    }

    /// <summary>Whole lines; a torn last one is none.</summary>
    private static IEnumerable<TextLine> Lines(string path)
    {
        if (!File.Exists(path))
        {
            yield break;
        }

        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        foreach (TextLine line in TextLines.Read(stream.Read, path, Array.MaxLength).Where(line => line.Ended))
        {
            yield return line;
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

    /// <summary>Writes a row and hands it to the system.</summary>
    /// <returns>The place of its line in the file.</returns>
    public long Append(TRow row)
    {
        long place = Put(row);
        _stream.Flush();
        return place;
    }

    /// <summary>Writes a row, which is handed to the system with the next, or by <see cref="Sync"/>.</summary>
    /// <returns>The place of its line in the file.</returns>
    public long Put(TRow row)
    {
        long place = _stream.Position;
        JsonLines.WriteLine(_stream, row);
        return place;
    }

    /// <summary>Hands what was written to the system.</summary>
    public void Flush() => _stream.Flush();

    /// <summary>Waits until the rows are on the disk.</summary>
    public void Sync() => _stream.Flush(flushToDisk: true);

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();
}
