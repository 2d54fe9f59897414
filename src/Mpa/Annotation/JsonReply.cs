using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Mpa.Files;
using Mpa.Replies;
using Mpa.Tasks;

namespace Mpa.Annotation;

/// <summary>
/// Reads a reply that is, or holds, a JSON object with a question and an answer; also one that is nearly JSON, as
/// models write it: a trailing comma, a line break inside a text, single quotes, no last brace.
/// </summary>
internal static partial class JsonReply
{
    private const int MostBrackets = 200; // that begin no JSON value: each costs an exception

    // A text counts where its quote closes before a comma, a bracket or the line's end: else it may be a fragment.
    private const string ItsValue =
        """
        ["'”’]? \s{0,8} [:：] \s{0,8}
        (?: (?<text> "(?>[^"\\]+|\\.)*" | '(?>[^'\\]+|\\.)*' ) (?= \s*(?:[,;}\]]|\z) | [^\S\n]*\n )
          | (?<bare> -?\d+(?:\.\d+)? | true | false ) (?= \s*(?: ,\s*["'“‘}\]\p{L}] | [}\]] ) ) )
        """;

    private const RegexOptions Options = RegexOptions.IgnoreCase
        | RegexOptions.Singleline
        | RegexOptions.IgnorePatternWhitespace
        | RegexOptions.CultureInvariant;

    private static readonly string[] QuestionNames =
        ["question", "q", .. Languages.All.Select(language => language.Question.ToLowerInvariant())];

    private static readonly string[] AnswerNames =
        ["answer", "a", .. Languages.All.Select(language => language.Answer.ToLowerInvariant())];

    private static readonly JsonReaderOptions Lenient = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>Null when the reply is no attempt at such an object. A part is null that can't be read whole.</summary>
    /// <param name="reply">A teacher's.</param>
    /// <param name="structured">Whether an answer may be a list or a map, which is given as JSON.</param>
    public static (string? Question, string? Answer, string? Detail)? Read(string reply, bool structured)
    {
        (string Question, string Answer)[] pairs =
            [.. Values(reply).SelectMany(value => Pairs(value, structured))];
        if (pairs.Length > 0)
        {
            return (pairs[0].Question, pairs[0].Answer, LabeledReply.MorePairs(pairs.Length));
        }

        return IsAttempt().IsMatch(reply)
            ? (Field(QuestionField().Match(reply)), Field(AnswerField().Match(reply)), null)
            : null;
    }

    /// <summary>Every JSON object or list in the text, whatever stands between them.</summary>
    private static List<JsonElement> Values(string reply)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(reply);
        List<JsonElement> values = [];
        int failed = 0;
        for (int at = NextBracket(bytes, 0); at < bytes.Length && failed < MostBrackets;)
        {
            bool parsed = TryParse(bytes.AsSpan(at), out JsonElement value, out int length);
            if (parsed)
            {
                values.Add(value);
            }

            failed += parsed ? 0 : 1;
            at = NextBracket(bytes, at + length);
        }

        return values;
    }

    private static int NextBracket(byte[] bytes, int from)
    {
        int next = bytes.AsSpan(from).IndexOfAny((byte)'{', (byte)'[');
        return next < 0 ? bytes.Length : from + next;
    }

    private static bool TryParse(ReadOnlySpan<byte> text, out JsonElement value, out int length)
    {
        Utf8JsonReader reader = new(text, isFinalBlock: true, new JsonReaderState(Lenient));
        try
        {
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            (value, length) = (document.RootElement.Clone(), (int)reader.BytesConsumed);
            return true;
        }
        catch (JsonException)
        {
            (value, length) = (default, 1); // a bracket of the text: the next may begin a value
            return false;
        }
    }

    private static IEnumerable<(string Question, string Answer)> Pairs(JsonElement element, bool structured)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            return element.EnumerateArray().SelectMany(item => Pairs(item, structured));
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        return (ValueOf(element, QuestionNames, false), ValueOf(element, AnswerNames, structured))
            is ({ } question, { } answer)
            ? [(question, answer)]
            : element.EnumerateObject().SelectMany(property => Pairs(property.Value, structured));
    }

    private static string? ValueOf(JsonElement element, string[] names, bool structured) =>
        element.EnumerateObject()
            .Where(property => names.Contains(Whole(() => property.Name)?.Trim().ToLowerInvariant()))
            .Select(property => Text(property.Value) ?? (structured ? Structure(property.Value) : null))
            .FirstOrDefault(text => text is not null);

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Whole(value.GetString),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "Yes",
        JsonValueKind.False => "No",
        _ => null,
    };

    private static string? Structure(JsonElement value) =>
        LooseJson.Read(value.GetRawText())?.ToJsonString(MpaJson.Line);

    /// <summary>Null for a text with half a character in it (a lone surrogate).</summary>
    private static string? Whole(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The value of a field of what is nearly JSON; null where it isn't there or isn't whole.</summary>
    private static string? Field(Match field) =>
        field.Groups["bare"] is { Success: true } bare
            ? Text(JsonElement.Parse(bare.Value.ToLowerInvariant()))
            : field.Groups["text"] is { Success: true } text ? Unescape(text.Value) : null;

    private static string? Unescape(string quoted)
    {
        string body = quoted[1..^1];
        string text = quoted[0] == '"' ? body : body.Replace("\\'", "'").Replace("\"", "\\\"");
        try
        {
            string plain = Control().Replace(text, white => white.Value.Contains('\n') ? "\\n" : " ");
            return Text(JsonElement.Parse($"\"{plain}\""));
        }
        catch (JsonException)
        {
            return null; // an escape that JSON doesn't know
        }
    }

    // A list or an object at the beginning of the reply or of a code block; or a key in its quotes anywhere.
    [GeneratedRegex(
        """
        (?:^|```[a-z]{0,20}) \s{0,80} [{\[][{\s]{0,80} ["'“‘]?\w{1,30}["'”’]? \s{0,8}:
        | \{ \s{0,80} ["'“‘]?(?:question|q|answer)["'”’]? \s{0,8}:
        | ["'“](?:question|answer)["'”] \s{0,8}[:：]
        """,
        Options)]
    private static partial Regex IsAttempt();

    [GeneratedRegex("""["'“‘]? \b(?:question|q)\b """ + ItsValue, Options)]
    private static partial Regex QuestionField();

    [GeneratedRegex("""["'“‘]? \b(?:answer|a)\b """ + ItsValue, Options)]
    private static partial Regex AnswerField();

    [GeneratedRegex(@"[\x00-\x1f]+")]
    private static partial Regex Control();
}
