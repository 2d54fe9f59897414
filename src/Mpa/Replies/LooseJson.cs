using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Mpa.Replies;

/// <summary>
/// Reads lists and maps as models write them, which is not always JSON: commas too many or missing at a line's end,
/// single or curly quotes, quotes within a text, bare keys and values, comments, Python's words, brackets that never
/// close.
/// </summary>
internal sealed partial class LooseJson
{
    private const int Deepest = 64, MostTries = 200;

    private readonly string _text;
    private int _at;

    private LooseJson(string text, int at) => (_text, _at) = (text, at);

    /// <summary>The list or map that a text is, from its first letter to its last; null where it is none.</summary>
    public static JsonNode? Read(string text)
    {
        string whole = text.Trim();
        return whole.Length > 0 && whole[0] is '{' or '['
            && TryReadAt(whole, 0, out JsonNode? value, out int end) && end == whole.Length
                ? value
                : null;
    }

    /// <summary>The longest list or map in a reply, whatever stands around it; null where there is none.</summary>
    public static JsonNode? Find(string reply)
    {
        (JsonNode? best, int longest) = (null, 0);
        int tries = 0;
        for (int at = Next(reply, 0); at >= 0 && tries++ < MostTries;)
        {
            bool isRead = TryReadAt(reply, at, out JsonNode? value, out int end);
            (best, longest) = isRead && end - at > longest ? (value, end - at) : (best, longest);
            at = Next(reply, isRead ? end : at + 1);
        }

        return best;
    }

    private static int Next(string text, int from) =>
        from >= text.Length || text.AsSpan(from).IndexOfAny('{', '[') is var next && next < 0 ? -1 : from + next;

    private static bool TryReadAt(string text, int at, [NotNullWhen(true)] out JsonNode? value, out int end)
    {
        LooseJson reader = new(text, at);
        try
        {
            value = text[at] == '{' ? reader.Map(1) : reader.List(1);
            end = reader._at;
            return true;
        }
        catch (FormatException)
        {
            (value, end) = (null, at);
            return false;
        }
    }

    private JsonObject Map(int depth)
    {
        JsonObject map = [];
        for (_at++; !Closes('}');)
        {
            string key = Quoted() ?? Bare(BareKey()).Trim();
            Space();
            if (_at == _text.Length || _text[_at] is not (':' or '：'))
            {
                throw new FormatException("a key without a value");
            }

            _at++;
            map[key] = Value(depth, inMap: true);
        }

        return map;
    }

    private JsonArray List(int depth)
    {
        JsonArray list = [];
        for (_at++; !Closes(']');)
        {
            list.Add(Value(depth, inMap: false));
        }

        return list;
    }

    /// <summary>Whether the bracket closes here, or the text is over.</summary>
    private bool Closes(char bracket)
    {
        Space(",;");
        if (_at < _text.Length && _text[_at] != bracket)
        {
            return false;
        }

        _at = Math.Min(_text.Length, _at + 1);
        return true;
    }

    private JsonNode? Value(int depth, bool inMap)
    {
        Space();
        if (depth == Deepest)
        {
            throw new FormatException("too deep");
        }

        return (_at < _text.Length ? _text[_at] : '\0') switch
        {
            '{' => Map(depth + 1),
            '[' => List(depth + 1),
            _ when Quoted() is { } text => text,
            _ => Word(Bare(inMap ? BareInMap() : BareInList()).Trim()),
        };
    }

    private static JsonNode? Word(string word) => word.ToLowerInvariant() switch
    {
        "" or "null" or "none" => null,
        "true" => true,
        "false" => false,
        _ when Number().IsMatch(word) => JsonNode.Parse(word),
        _ => word,
    };

    private string Bare(Regex form)
    {
        Match match = form.Match(_text, _at);
        _at += match.Success ? match.Length : throw new FormatException("neither a key nor a value");
        return match.Value;
    }

    /// <summary>A text in its quotes; null where none begins here.</summary>
    private string? Quoted()
    {
        if (_at == _text.Length || Closing(_text[_at]) is not { } closing)
        {
            return null;
        }

        StringBuilder text = new();
        for (_at++; _at < _text.Length && !(closing.Contains(_text[_at]) && Ends().IsMatch(_text, _at + 1)); _at++)
        {
            text.Append(_text[_at] == '\\' && _at + 1 < _text.Length ? Escaped() : _text[_at]);
        }

        _at = Math.Min(_text.Length, _at + 1);
        return $"{text}";
    }

    private static string? Closing(char quote) => quote switch
    {
        '"' => "\"",
        '\'' => "'",
        '“' or '”' => "”“",
        '‘' or '’' => "’‘",
        _ => null,
    };

    private char Escaped()
    {
        char letter = _text[++_at];
        if (letter == 'u'
            && _at + 4 < _text.Length
            && int.TryParse(
                _text.AsSpan(_at + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int code))
        {
            _at += 4;
            return (char)code;
        }

        return letter switch
        {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\b',
            'f' => '\f',
            _ => letter,
        };
    }

    /// <summary>Passes over white space, comments and these letters.</summary>
    private void Space(string more = "")
    {
        for (int before = -1; before != _at;)
        {
            before = _at;
            _at += Comments().Match(_text, _at).Length;
            _at += _at < _text.Length && more.Contains(_text[_at]) ? 1 : 0;
        }
    }

    [GeneratedRegex(@"\G\s*(?://[^\n]*|/\*.*?\*/)?", RegexOptions.Singleline)]
    private static partial Regex Comments();

    // A quote ends a text where a comma, a colon, a bracket, a comment, the line's or the text's end follows.
    [GeneratedRegex(@"\G(?:[^\S\n]*(?:[,;:：}\]\n]|//|/\*)|\s*\z)")]
    private static partial Regex Ends();

    [GeneratedRegex(@"\G[\p{L}\p{N}_][^:：{}\[\]""\n,]{0,60}")]
    private static partial Regex BareKey();

    // A comma between digits is part of a number: 1,000.00.
    [GeneratedRegex(@"\G(?:(?!\s+//)[^,;{}\[\]""\n]|,(?<=\d,)(?=\d{3}(?!\d)))*")]
    private static partial Regex BareInMap();

    [GeneratedRegex(@"\G(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[Tt]rue|[Ff]alse|null|None)(?![\p{L}\p{N}_.])")]
    private static partial Regex BareInList();

    [GeneratedRegex(@"^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$")]
    private static partial Regex Number();
}
