using System.Text.Json;
using Mpa.Files;
using Mpa.Reports.Quality;

namespace Mpa.Reports.Annotations;

/// <summary>Writes annotations.html, .md and .json about a file of pseudo annotations.</summary>
public static class AnnotationReportWriter
{
    /// <summary>Reads the file and writes the report, each file whole or not at all.</summary>
    /// <param name="path">The file of annotations.</param>
    /// <param name="output">Folder of the report; made when it isn't there.</param>
    /// <param name="read">Reads the pairs of the file; <see cref="AnnotationsFile.Read"/>, or another reader.</param>
    /// <param name="images">Folder of the images, to show some; null shows none.</param>
    /// <param name="thumbnail">Makes a small image of a large one; null leaves large ones out.</param>
    /// <returns>Full path of the page.</returns>
    /// <exception cref="MpaException">The file isn't there or is damaged.</exception>
    public static string Write(
        string path, string output, Func<string, IReadOnlyList<QuotedPair>> read, string? images = null, Func<string, byte[]?>? thumbnail = null)
    {
        ArgumentNullException.ThrowIfNull(read);
        AnnotationReport report = AnnotationReport.Of(path, read(path));
        Directory.CreateDirectory(output);
        string page = Path.Combine(output, "annotations.html");
        AtomicFile.Write(Path.ChangeExtension(page, ".json"), JsonSerializer.Serialize(report, MpaJson.Indented) + "\n");
        AtomicFile.Write(Path.ChangeExtension(page, ".md"), Markdown(report));
        AtomicFile.Write(page, AnnotationPage.Write(report, name => images is null ? null : AnnotationPage.Image(images, name, thumbnail)));
        return page;
    }

    private static string Markdown(AnnotationReport report) =>
        $"# {MarkdownText.Escape(report.Headline)}\n\n{MarkdownQuality.Write(report.Quality)}Source: {MarkdownText.Escape(report.Source.Name)}, SHA-256 {report.Source.Sha256}; mpa {report.Version}\n";
}
