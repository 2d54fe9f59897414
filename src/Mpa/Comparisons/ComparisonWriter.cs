using System.Text.Json;
using Mpa.Comparisons.Building;
using Mpa.Comparisons.Html;
using Mpa.Files;
using Mpa.Runs;

namespace Mpa.Comparisons;

/// <summary>Writes compare.html, .md and .json.</summary>
public static class ComparisonWriter
{
    /// <summary>Compares runs and writes the three files, each whole or not at all.</summary>
    /// <param name="runs">Two or more; the first is what the others are compared with.</param>
    /// <param name="output">The folder to write to, made where missing.</param>
    /// <param name="sharedOnly">Compares on the questions that all runs answered where tests differ in size.</param>
    /// <returns>What was written.</returns>
    /// <exception cref="MpaException">A folder isn't a finished run, or the tests differ.</exception>
    public static Comparison Write(IReadOnlyList<RunFolder> runs, string output, bool sharedOnly = false)
    {
        Comparison comparison = ComparisonBuilder.Build(runs, sharedOnly);
        Directory.CreateDirectory(output);
        string json = JsonSerializer.Serialize(comparison, MpaJson.Indented) + "\n";
        AtomicFile.Write(Path.Combine(output, "compare.json"), json);
        AtomicFile.Write(Path.Combine(output, "compare.md"), MarkdownComparison.Write(comparison));
        AtomicFile.Write(PageOf(output), ComparisonPage.Write(comparison));
        return comparison;
    }

    /// <summary>The page in the folder that a comparison is written to.</summary>
    public static string PageOf(string output) => Path.Combine(output, "compare.html");
}
