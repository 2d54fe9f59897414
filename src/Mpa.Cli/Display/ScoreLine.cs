using System.Globalization;
using System.Text.Json;
using Mpa.Runs;

namespace Mpa.Cli.Display;

/// <summary>The line that tells the result, from 6-report.json.</summary>
internal static class ScoreLine
{
    /// <summary>"held-out test  before 51.3 %  after 83.8 %  teacher 93.2 %  +32.5 points [28.1, 36.7]"; null without scores.</summary>
    public static string? Of(RunFolder folder)
    {
        if (!File.Exists(folder.ReportJson))
        {
            return null;
        }

        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder.ReportJson));
        JsonElement scores = json.RootElement.GetProperty("scores");
        string[] parts = [.. new[] { "before", "after", "teacher" }.Select(who => Part(scores, who)).OfType<string>(), .. Change(json.RootElement)];
        return parts.Length == 0 ? null : $"held-out test  {string.Join("   ", parts)}";
    }

    private static string? Part(JsonElement scores, string who) => scores.TryGetProperty(who, out JsonElement score) && score.ValueKind == JsonValueKind.Object
        ? $"{who} {Format.Percent(score.GetProperty("value").GetDouble())}"
        : null;

    private static IEnumerable<string> Change(JsonElement report)
    {
        if (report.TryGetProperty("difference", out JsonElement change) && change.ValueKind == JsonValueKind.Object)
        {
            double value = Points(change, "value");
            yield return string.Create(CultureInfo.InvariantCulture, $"{value:+0.0;-0.0;0.0} points [{Points(change, "low"):0.0}, {Points(change, "high"):0.0}]");
        }
    }

    private static double Points(JsonElement change, string name) => change.GetProperty(name).GetDouble() * 100;
}
