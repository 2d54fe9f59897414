using Mpa.Files;
using Mpa.Reports.Html;
using Mpa.Reports.Quality;

namespace Mpa.Reports.Annotations;

/// <summary>The page about a file of pseudo annotations.</summary>
internal static class AnnotationPage
{
    public static string Write(AnnotationReport report, Func<string, string?> image) => HtmlReport.Fill(EmbeddedFile.Read("annotations.html"), new Dictionary<string, Markup>
    {
        ["title"] = Markup.Text($"{report.Source.Name}: mpa report"),
        ["style"] = Markup.Resource("report.css"),
        ["masthead"] = Markup.Of($"""<p class="kicker"><span>Model Parity Aligner</span><span>pseudo annotations</span><span>mpa {report.Version}</span></p><h1>{report.Headline}</h1>"""),
        ["quality"] = QualitySection.Write(report.Quality, "Every pair of the file, as it stands there.", image, report.Source.Name),
        ["examples"] = Examples(report, image),
        ["files"] = ProvenanceSection.Files([report.Source]),
    });

    /// <summary>
    /// The data URL of an image that a file names by a path of another machine, a relative path or its bare name: the longest end of the path that
    /// exists below the folder. Nothing outside the folder is read.
    /// </summary>
    public static string? Image(string folder, string name, Func<string, byte[]?>? thumbnail)
    {
        string[] parts = name.Split('/', '\\');
        IEnumerable<string> ends = Enumerable.Range(0, parts.Length).Select(from => Path.Combine([folder, .. parts[from..].Where(part => part is not ("" or "." or ".."))]));
        return ends.FirstOrDefault(path => File.Exists(path) && RealPath.IsBelow(folder, path)) is { } found ? DataUrl.Of(found, thumbnail) : null;
    }

    private static Markup Examples(AnnotationReport report, Func<string, string?> image) => Parts.Section(
        "examples",
        "Some of the pairs",
        "Spread evenly over the file.",
        Markup.Of($"""<div class="cards">{report.Examples.Select(pair => Card(pair, image))}</div>"""),
        report.Source.Name);

    private static Markup Card(QuotedPair pair, Func<string, string?> image)
    {
        string name = pair.Image is null ? "no image" : Path.GetFileName(pair.Image);
        string? url = pair.Image is null ? null : image(pair.Image);
        Markup picture = url is null ? Markup.Empty : Parts.Image(url, name);
        return Markup.Of($"""
            <article class="card">{picture}<div><p class="tag">{name}</p><p class="question">{pair.Question}</p><dl><dt>pseudo</dt><dd>{pair.Answer}</dd></dl></div></article>

            """);
    }
}
