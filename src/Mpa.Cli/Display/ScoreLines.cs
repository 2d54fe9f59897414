using System.Text.Json;
using Mpa.Cli.Recipes;
using Mpa.Comparisons;
using Mpa.Recipes;
using Mpa.Rounds;
using Mpa.Runs;

namespace Mpa.Cli.Display;

/// <summary>The line that tells the result, from 6-report.json.</summary>
internal static class ScoreLine
{
    /// <summary>
    /// "held-out test  before 51.3 %  after 83.8 %  teacher 93.2 %  +32.5 points [28.1, 36.7]"; null without scores.
    /// </summary>
    public static string? Of(RunFolder folder)
    {
        if (!File.Exists(folder.ReportJson))
        {
            return null;
        }

        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder.ReportJson));
        JsonElement scores = json.RootElement.GetProperty("scores");
        string[] parts =
        [
            .. new[] { "before", "after", "teacher" }.Select(who => Part(scores, who)).OfType<string>(),
            .. Change(json.RootElement),
        ];
        return parts.Length == 0 ? null : $"held-out test  {string.Join("   ", parts)}";
    }

    /// <summary>The leveled student's score on the test, from 0 to 1; null without one.</summary>
    public static double? After(RunFolder folder)
    {
        if (!File.Exists(folder.ReportJson))
        {
            return null;
        }

        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder.ReportJson));
        JsonElement scores = json.RootElement.GetProperty("scores");
        return scores.TryGetProperty("after", out JsonElement score) && score.ValueKind == JsonValueKind.Object
            ? score.GetProperty("value").GetDouble()
            : null;
    }

    private static string? Part(JsonElement scores, string who) =>
        scores.TryGetProperty(who, out JsonElement score) && score.ValueKind == JsonValueKind.Object
            ? $"{who} {Format.Percent(score.GetProperty("value").GetDouble())}"
            : null;

    private static IEnumerable<string> Change(JsonElement report)
    {
        if (report.TryGetProperty("difference", out JsonElement change) && change.ValueKind == JsonValueKind.Object)
        {
            yield return Format.Points(Share("value"), Share("low"), Share("high"));
        }

        double Share(string name) => change.GetProperty(name).GetDouble();
    }
}

/// <summary>The last lines of a run of several rounds.</summary>
internal static class RoundsEnd
{
    /// <summary>A line a round, why it ended, and where the best student lies.</summary>
    public static void Write(TextWriter output, Recipe recipe, IReadOnlyList<RoundRow> rows)
    {
        foreach (RoundRow row in rows)
        {
            output.WriteLine($"round {row.Round}  trained on {Format.Count(row.Selected)} pairs{Gain(row)}");
        }

        output.WriteLine($"ended   {rows[^1].Stop}");
        RunFolder first = new(recipe.Output);
        if (RoundRunner.Best(first) is { } best)
        {
            output.WriteLine(ScoreLine.Of(best) ?? "without a labeled test there are no scores");
            output.WriteLine($"report  {RecipePaths.Show(best.Report)}");
            output.WriteLine($"model   {RecipePaths.Show(best.Leveled)}");
        }
        else
        {
            output.WriteLine(
                "No round was better than the student as it was; each round's report shows what happened.");
        }
    }

    private static string Gain(RoundRow row)
    {
        if (row.Gain is not { } gain)
        {
            return "";
        }

        string points = Format.Points(gain.Value, gain.Low, gain.High);
        string verdict = row.Accepted ? "" : " · not accepted";
        return $" · held-out pairs {Format.Percent(row.Before!.Value)} {points}{verdict}";
    }
}

/// <summary>The last lines of a comparison: a line a run, the sentence about PI, and where the page lies.</summary>
internal static class CompareEnd
{
    /// <summary>Writes them.</summary>
    public static void Write(TextWriter output, Comparison comparison, string folder)
    {
        int width = comparison.Runs.Max(run => run.Name.Length);
        foreach (ComparedRun run in comparison.Runs)
        {
            output.WriteLine(
                $"{run.Name.PadRight(width)}  {Format.Percent(run.Score!.Value),7}{Against(run)}  {run.Meaning}");
        }

        output.WriteLine(comparison.Headline);
        output.WriteLine(comparison.Worth);
        output.WriteLine($"page    {RecipePaths.Show(ComparisonWriter.PageOf(folder))}");
    }

    private static string Against(ComparedRun run)
    {
        string difference = run.AgainstFirst is { } points ? Format.Points(points.Value, points.Low, points.High) : "";
        return $"  {difference,-26}";
    }
}
