using System.Globalization;
using Mpa.Cli.Recipes;
using Mpa.Recipes;
using Mpa.Rounds;
using Mpa.Runs;

namespace Mpa.Cli.Display;

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
            output.WriteLine("No round was better than the student as it was; each round's report shows what happened.");
        }
    }

    private static string Gain(RoundRow row) => row.Gain is not { } gain
        ? ""
        : string.Create(
            CultureInfo.InvariantCulture,
            $" · held-out pairs {100 * row.Before!.Value:0.0} % {100 * gain.Value:+0.0;-0.0;0.0} points [{100 * gain.Low:0.0}, {100 * gain.High:0.0}]{(row.Accepted ? "" : " · not accepted")}");
}
