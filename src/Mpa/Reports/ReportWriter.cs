using System.Text.Json;
using Mpa.Files;
using Mpa.Reports.Building;
using Mpa.Reports.Cards;
using Mpa.Reports.Html;
using Mpa.Runs;

namespace Mpa.Reports;

/// <summary>Writes 6-report.html, .md and .json and the cards of data and model into a run folder (stage 6).</summary>
public static class ReportWriter
{
    private const int ReadOnlyDisk = 30; // EROFS of Linux and of macOS

    /// <summary>Builds and writes the report, each file whole or not at all.</summary>
    /// <param name="folder">A run, complete or not.</param>
    /// <param name="thumbnail">
    /// Makes a small PNG, JPEG, GIF or WebP of the image file at a full path, for images above 64 KB; null, or a null
    /// result, leaves such an image out of the page.
    /// </param>
    /// <param name="elsewhere">
    /// Full path of a folder for the report alone; null writes it, and the cards, into the run.
    /// </param>
    /// <returns>Full path of the page.</returns>
    /// <exception cref="MpaException">
    /// The folder isn't a run, a file in it is damaged, or the report may not be written there.
    /// </exception>
    public static string Write(RunFolder folder, Func<string, byte[]?>? thumbnail = null, string? elsewhere = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        RunReport report = RunReportBuilder.Build(folder);
        RunFolder target = elsewhere is null ? folder : new RunFolder(elsewhere);
        try
        {
            Directory.CreateDirectory(target.Root);
            if (elsewhere is null)
            {
                CardWriter.Write(folder, report);
            }

            Write(report, target, new ImageEmbedder(report.Provenance.Recipe, thumbnail));
            return target.Report;
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException { HResult: ReadOnlyDisk })
        {
            throw new MpaException(
                $"{target.Root} can't be written to: {error.Message} The report of a run that may only be read goes "
                    + $"elsewhere with \"mpa report {folder.Root} --output FOLDER\".",
                error);
        }
    }

    private static void Write(RunReport report, RunFolder target, ImageEmbedder images)
    {
        AtomicFile.Write(target.ReportJson, JsonSerializer.Serialize(report, MpaJson.Indented) + "\n");
        AtomicFile.Write(target.ReportMarkdown, MarkdownReport.Write(report));
        AtomicFile.Write(target.Report, HtmlReport.Write(report, images));
    }
}
