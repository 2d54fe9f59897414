using System.Text.Json;

namespace Mpa.Data.FileTypes;

/// <summary>
/// Reads the rows of one list in a JSON file, one at a time, so that memory holds a row and never the file. (DuckDB's
/// JSON reader must hold the whole object that a list stands in, and tells no line: docs/decisions/0007-data.md.)
/// </summary>
internal sealed class JsonListReader(string file) : IDisposable
{
    private readonly JsonBuffer _buffer = new(file);
    private JsonReaderState _state;

    /// <summary>Line of the row read last, counted from 1.</summary>
    public long Line { get; private set; }

    /// <summary>
    /// Goes to the first list of one of the names in the file's top object, or into the list that the file is.
    /// </summary>
    /// <returns>The list's name, "" for a file that is a list, null when there is none.</returns>
    /// <exception cref="MpaException">The file is not JSON.</exception>
    public string? Enter(params IReadOnlyList<string> names)
    {
        (JsonTokenType token, string text) = Read();
        if (token == JsonTokenType.StartArray)
        {
            return "";
        }

        for (int depth = 1; token != JsonTokenType.None && depth > 0;)
        {
            string property = depth == 1 && token == JsonTokenType.PropertyName ? text : "";
            (token, text) = Read();
            depth += Step(token);
            if (token == JsonTokenType.StartArray && depth == 2 && names.Contains(property))
            {
                return property;
            }
        }

        return null;
    }

    /// <summary>The next row of the list; false after the last, when the rest of the file has been read too.</summary>
    /// <exception cref="MpaException">The file is damaged here; the message names line and byte.</exception>
    public bool TryRead(out JsonElement row)
    {
        while (true)
        {
            try
            {
                if (Begun(out row) is { } found)
                {
                    return found || ReadToEnd();
                }
            }
            catch (JsonException error)
            {
                throw Damaged(error);
            }

            _buffer.Fill();
        }
    }

    /// <summary>
    /// The next token, with its text if it is a property name or a text; <see cref="JsonTokenType.None"/> at the end.
    /// </summary>
    /// <exception cref="MpaException">The file is damaged here.</exception>
    public (JsonTokenType Token, string Text) Read()
    {
        while (true)
        {
            try
            {
                Utf8JsonReader reader = new(_buffer.Unread, _buffer.AtEnd, _state);
                if (reader.Read())
                {
                    string text = reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.String
                        ? Text(reader)
                        : "";
                    Consume(reader);
                    return (reader.TokenType, text);
                }
            }
            catch (JsonException error)
            {
                throw Damaged(error);
            }

            if (_buffer.AtEnd)
            {
                return (JsonTokenType.None, "");
            }

            _buffer.Fill();
        }
    }

    public void Dispose() => _buffer.Dispose();

    // True with a row, false at the list's end, null when the buffer ends before either.
    private bool? Begun(out JsonElement row)
    {
        row = default;
        Utf8JsonReader reader = new(_buffer.Unread, _buffer.AtEnd, _state);
        if (!reader.Read())
        {
            return null;
        }

        long line = _buffer.LineAt((int)reader.TokenStartIndex);
        if (reader.TokenType == JsonTokenType.EndArray)
        {
            Consume(reader);
            return false;
        }

        if (!JsonElement.TryParseValue(ref reader, out JsonElement? value))
        {
            return null;
        }

        Line = line;
        row = value.Value;
        Consume(reader);
        return true;
    }

    private bool ReadToEnd()
    {
        while (Read().Token != JsonTokenType.None)
        {
        }

        return false;
    }

    private void Consume(Utf8JsonReader reader)
    {
        _buffer.Consume((int)reader.BytesConsumed); // the buffer is an array, so it fits
        _state = reader.CurrentState;
    }

    private MpaException Damaged(JsonException error)
    {
        string place = $"{file}:{error.LineNumber + 1}, byte {error.BytePositionInLine + 1} of the line";
        string reason = error.Message.Split(" LineNumber")[0].ReplaceLineEndings(" ");
        bool ends = error.Message.Contains("reached end of data", StringComparison.Ordinal)
            || error.Message.Contains("end of the JSON payload", StringComparison.Ordinal);
        return ends
            ? new MpaException(
                $"{place}: the file ends in the middle of the JSON. It is cut off; fetch it again.", error)
            : new MpaException($"{place}: not JSON: {reason} Mend the file there.", error);
    }

    // No name that is looked for holds half a letter; texts beside a list only name things.
    private static string Text(Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }

    private static int Step(JsonTokenType token) => token switch
    {
        JsonTokenType.StartArray or JsonTokenType.StartObject => 1,
        JsonTokenType.EndArray or JsonTokenType.EndObject => -1,
        _ => 0,
    };
}
