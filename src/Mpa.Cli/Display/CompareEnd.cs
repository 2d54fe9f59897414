using System.Globalization;
using Mpa.Cli.Recipes;
using Mpa.Comparisons;

namespace Mpa.Cli.Display;

/// <summary>The last lines of a comparison: a line a run, the sentence about PI, and where the page lies.</summary>
internal static class CompareEnd
{
    /// <summary>Writes them.</summary>
    public static void Write(TextWriter output, Comparison comparison, string folder)
    {
        int width = comparison.Runs.Max(run => run.Name.Length);
        foreach (ComparedRun run in comparison.Runs)
        {
            output.WriteLine($"{run.Name.PadRight(width)}  {Format.Percent(run.Score!.Value),7}{Against(run)}  {run.Meaning}");
        }

        output.WriteLine(comparison.Headline);
        output.WriteLine($"page    {RecipePaths.Show(ComparisonWriter.PageOf(folder))}");
    }

    private static string Against(ComparedRun run) => run.AgainstFirst is not { } difference
        ? $"  {"",22}"
        : "  " + string.Create(CultureInfo.InvariantCulture, $"{100 * difference.Value:+0.0;-0.0;0.0} [{100 * difference.Low:0.0}, {100 * difference.High:0.0}]").PadRight(22);
}
