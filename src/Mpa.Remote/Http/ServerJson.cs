using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Mpa.Remote.Http;

/// <summary>
/// Reads JSON as servers write it, which is not always as RFC 8259 has it: of a key that stands twice the last value
/// counts, as in Python and JavaScript; NaN and Infinity, which Python writes, are null; and half a character (a lone
/// surrogate's escape, bytes that are no UTF-8) becomes <see cref="Half"/>, so that who reads the text can tell.
/// </summary>
internal static partial class ServerJson
{
    /// <summary>Stands for half a character: U+FFFF, which Unicode keeps out of texts.</summary>
    public const char Half = '\uffff';

    private const string Replacement = "\ufffd";

    private static readonly JsonDocumentOptions Lenient = new()
    {
        AllowTrailingCommas = true,
        AllowDuplicateProperties = true,
    };

    /// <summary>UTF-8 whose broken bytes become <see cref="Half"/>.</summary>
    public static Encoding Utf8 { get; } = Encoding.GetEncoding(
        "utf-8", EncoderFallback.ReplacementFallback, new DecoderReplacementFallback($"{Half}"));

    /// <summary>Reads a whole text.</summary>
    /// <exception cref="JsonException">It is no JSON, whatever is overlooked.</exception>
    public static JsonElement Parse(string text)
    {
        string whole = Surrogates().Replace(text.TrimStart('\ufeff'), Mend);
        string plain = whole.Contains("NaN", StringComparison.Ordinal)
            || whole.Contains("Infinity", StringComparison.Ordinal)
                ? NoNumber().Replace(whole, part => part.Value[0] == '"' ? part.Value : "null")
                : whole;
        return JsonElement.Parse(plain, Lenient);
    }

    /// <summary>A member of an object; null where there is none, or where it is null.</summary>
    public static JsonElement? At(this JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } map
        && map.TryGetProperty(name, out JsonElement value)
        && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    /// <summary>A text, with <see cref="Half"/> where half a character stood; null for anything else.</summary>
    public static string? Text(this JsonElement? element) =>
        element is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>The text for people: � stands for half a character.</summary>
    public static string Shown(string text) => text.Replace($"{Half}", Replacement, StringComparison.Ordinal);

    private static string Mend(Match escape) => escape.Groups["half"].Success ? @"\uffff" : escape.Value;

    // Each escape of a JSON text, so that the second half of a pair, or of "\\", isn't taken for the beginning of one.
    [GeneratedRegex(
        @"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)")]
    private static partial Regex Surrogates();

    [GeneratedRegex("""
        "(?>[^"\\]+|\\.)*"|-?\b(?:NaN|Infinity)\b
        """, RegexOptions.Singleline)]
    private static partial Regex NoNumber();
}
