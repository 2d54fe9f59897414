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
    /// <summary>Builds and writes the report, each file whole or not at all.</summary>
    /// <param name="folder">A run, complete or not.</param>
    /// <param name="thumbnail">
    /// Makes a small PNG, JPEG, GIF or WebP of the image file at a full path, for images above 64 KB; null, or a null
    /// result, leaves such an image out of the page.
    /// </param>
    /// <exception cref="MpaException">The folder isn't a run, or a file in it is damaged.</exception>
    public static void Write(RunFolder folder, Func<string, byte[]?>? thumbnail = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        RunReport report = RunReportBuilder.Build(folder);
        CardWriter.Write(folder, report);
        ImageEmbedder images = new(report.Provenance.Recipe, thumbnail);
        AtomicFile.Write(folder.ReportJson, JsonSerializer.Serialize(report, MpaJson.Indented) + "\n");
        AtomicFile.Write(folder.ReportMarkdown, MarkdownReport.Write(report));
        AtomicFile.Write(folder.Report, HtmlReport.Write(report, images));
    }
}
