using System.Text.Json;
using System.Text.RegularExpressions;
using Mpa.Evaluation.Metrics;
using Mpa.Files;

namespace Mpa.Tasks;

/// <summary>Reads an answer that is a list: JSON, or items parted by commas, semicolons or lines.</summary>
internal static partial class AnswerList
{
    /// <summary>The items as a JSON list, without bullets and what dresses them up.</summary>
    public static string Comparable(string text) => JsonSerializer.Serialize(Items(text), MpaJson.Line);

    private static IEnumerable<string> Items(string text) =>
        (FromJson(text) ?? Separator().Split(text))
            .Select(item => AnswerText.Plain(Bullet().Replace(item, "")))
            .Where(item => item.Length > 0);

    private static string[]? FromJson(string text)
    {
        try
        {
            JsonElement json = JsonElement.Parse(text);
            return json.ValueKind == JsonValueKind.Array
                ? [.. json.EnumerateArray().Select(item => item.ToString())]
                : null;
        }
        catch (JsonException)
        {
            return null; // not JSON, so words
        }
    }

    // A comma inside a number parts nothing.
    [GeneratedRegex(@"\s*(?:[;\n、；，]|,(?!\d))\s*", RegexOptions.CultureInvariant)]
    private static partial Regex Separator();

    [GeneratedRegex(@"^\s*(?:[-•*]|\d{1,3}[.)])\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Bullet();
}
