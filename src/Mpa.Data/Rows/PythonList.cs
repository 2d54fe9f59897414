using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mpa.Data.Rows;

/// <summary>
/// A list as Python prints it, ['red', 'dark red'], which is what becomes of a list in a cell of a table written by
/// pandas; NumPy prints no commas. Dictionaries and numbers may stand in it.
/// </summary>
internal sealed class PythonList
{
    private const int MostDepth = 8;

    private readonly string _text;
    private int _at;

    private PythonList(string text) => _text = text;

    /// <summary>
    /// The list; null for a text that is none, or that holds no text in quotes: [3, 4] may be an answer.
    /// </summary>
    public static JsonElement? Read(string text)
    {
        string trimmed = text.Trim();
        if (!trimmed.StartsWith('[') || !trimmed.EndsWith(']') || !trimmed.AsSpan().ContainsAny("'\""))
        {
            return null;
        }

        PythonList reader = new(trimmed);
        return reader.Value(0) is JsonArray list && reader._at == trimmed.Length
            ? JsonSerializer.SerializeToElement(list)
            : null;
    }

    /// <summary>What stands here; null for what is no value.</summary>
    private JsonNode? Value(int depth)
    {
        SkipSpace();
        return depth > MostDepth || _at == _text.Length ? null : _text[_at] switch
        {
            '[' => Items(depth),
            '{' => Fields(depth),
            '\'' or '"' => Text(),
            _ => Word(),
        };
    }

    private JsonArray? Items(int depth)
    {
        JsonArray items = [];
        for (_at++; !Skip(']'); Skip(','))
        {
            if (SkipNone())
            {
                continue;
            }

            if (Value(depth + 1) is not { } item)
            {
                return null;
            }

            items.Add(item);
        }

        return items;
    }

    private JsonObject? Fields(int depth)
    {
        JsonObject fields = [];
        for (_at++; !Skip('}'); Skip(','))
        {
            if (Value(depth + 1) is not JsonValue name
                || name.GetValueKind() != JsonValueKind.String
                || !Skip(':')
                || Value(depth + 1) is not { } value)
            {
                return null;
            }

            fields[name.GetValue<string>()] = value;
        }

        return fields;
    }

    private JsonValue? Text()
    {
        char quote = _text[_at++];
        StringBuilder text = new();
        for (; _at < _text.Length && _text[_at] != quote; _at++)
        {
            bool escaped = _text[_at] == '\\' && _at + 1 < _text.Length;
            text.Append(escaped ? Unescape(_text[++_at]) : _text[_at]);
        }

        return _at++ < _text.Length ? JsonValue.Create(text.ToString()) : null;
    }

    private static char Unescape(char letter) => letter switch { 'n' => '\n', 't' => '\t', 'r' => '\r', _ => letter };

    private JsonValue? Word()
    {
        int start = _at;
        while (_at < _text.Length && !char.IsWhiteSpace(_text[_at]) && !",]}:".Contains(_text[_at]))
        {
            _at++;
        }

        return _text[start.._at] switch
        {
            "True" or "true" => JsonValue.Create(true),
            "False" or "false" => JsonValue.Create(false),
            var word => decimal.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number)
                ? JsonValue.Create(number)
                : null,
        };
    }

    // An answer that isn't there is none.
    private bool SkipNone()
    {
        bool none = _text.AsSpan(_at).StartsWith("None");
        _at += none ? 4 : 0;
        return none;
    }

    private bool Skip(char sign)
    {
        SkipSpace();
        bool there = _at < _text.Length && _text[_at] == sign;
        _at += there ? 1 : 0;
        return there;
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }
    }
}
