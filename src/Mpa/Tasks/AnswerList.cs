using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Mpa.Evaluation.Metrics;
using Mpa.Files;
using Mpa.Replies;

namespace Mpa.Tasks;

/// <summary>Reads an answer that is a list: JSON, or items parted by commas, semicolons or lines.</summary>
internal static partial class AnswerList
{
    /// <summary>The items as a JSON list, without bullets and what dresses them up.</summary>
    public static string Comparable(string text) => JsonSerializer.Serialize(Items(text), MpaJson.Line);

    private static IEnumerable<string> Items(string text) =>
        (LooseJson.Read(text) is JsonArray list ? list.Select(item => $"{item}") : Separator().Split(text))
            .Select(item => AnswerText.Plain(Bullet().Replace(item, "")))
            .Where(item => item.Length > 0);

    // A comma inside a number parts nothing.
    [GeneratedRegex(@"\s*(?:[;\n、；，]|,(?!\d))\s*", RegexOptions.CultureInvariant)]
    private static partial Regex Separator();

    [GeneratedRegex(@"^\s*(?:[-•*]|\d{1,3}[.)])\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Bullet();
}
