using System.Text.Json;
using Mpa.Files;
using Mpa.Images;
using Mpa.Reports.Building;
using Mpa.Reports.Html;
using Mpa.Reports.Quality;
using Mpa.Runs;

namespace Mpa.Reports.Annotations;

/// <summary>Writes annotations.html, .md and .json about a file of pseudo annotations.</summary>
public static class AnnotationReportWriter
{
    /// <summary>Reads the file and writes the report, each file whole or not at all.</summary>
    /// <param name="path">The file of annotations.</param>
    /// <param name="output">Folder of the report; made when it isn't there.</param>
    /// <param name="images">
    /// Folder of the images, to show some; null takes those of the run whose folder the file lies in, if any.
    /// </param>
    /// <param name="thumbnail">Makes a small image of a large one; null leaves large ones out.</param>
    /// <returns>Full path of the page.</returns>
    /// <exception cref="MpaException">The file isn't there or is damaged.</exception>
    public static string Write(
        string path,
        string output,
        string? images = null,
        Func<string, byte[]?>? thumbnail = null)
    {
        AnnotationReport report = AnnotationReport.Of(path, AnnotationsFile.Read(path));
        Directory.CreateDirectory(output);
        string page = Path.Combine(output, "annotations.html");
        string json = JsonSerializer.Serialize(report, MpaJson.Indented) + "\n";
        RunImagesOf? run = RunImagesOf.File(path);
        string? root = images ?? run?.Root;
        string? Image(string name) =>
            root is null ? null : AnnotationPage.Image(root, run?.Paths.GetValueOrDefault(name) ?? name, thumbnail);
        AtomicFile.Write(Path.ChangeExtension(page, ".json"), json);
        AtomicFile.Write(Path.ChangeExtension(page, ".md"), Markdown(report));
        AtomicFile.Write(page, AnnotationPage.Write(report, Image));
        return page;
    }

    private static string Markdown(AnnotationReport report) =>
        $"# {MarkdownText.Escape(report.Headline)}\n\n"
        + (report.DroppedText is { } dropped ? $"{MarkdownText.Escape(dropped)}\n\n" : "")
        + MarkdownQuality.Write(report.Quality)
        + $"Source: {MarkdownText.Escape(report.Source.Name)}, SHA-256 {report.Source.Sha256}; mpa {report.Version}\n";
}

/// <summary>Where the images of the run lie that a file of annotations belongs to.</summary>
/// <param name="Root">The folder.</param>
/// <param name="Paths">Below it, by id.</param>
internal sealed record RunImagesOf(string Root, IReadOnlyDictionary<string, string> Paths)
{
    /// <summary>Null for a file that lies in no run's folder.</summary>
    public static RunImagesOf? File(string path)
    {
        RunFolder folder = new(Path.GetDirectoryName(Path.GetFullPath(path))!);
        return ManifestStore.Read(folder) is not { } manifest
            ? null
            : new RunImagesOf(
                ImageFiles.RootOf(manifest.Recipe),
                JsonLines.Read<ImageItem>(folder.Images)
                    .GroupBy(image => image.Id)
                    .ToDictionary(group => group.Key, group => group.First().Shown[0].Path));
    }
}

/// <summary>What a file of pseudo annotations is like, and the JSON as it stands.</summary>
/// <param name="Headline">The file in one sentence.</param>
/// <param name="Version">Of mpa.</param>
/// <param name="Source">The file.</param>
/// <param name="Dropped">Rows of the file that hold no pair, by cause; they are counted here and nowhere else.</param>
/// <param name="Quality">Counts, repeats, lengths, rules.</param>
/// <param name="Examples">Pairs to look at, spread over the file.</param>
internal sealed record AnnotationReport(
    string Headline,
    string Version,
    SourceFile Source,
    IReadOnlyDictionary<string, int> Dropped,
    DataQuality Quality,
    IReadOnlyList<QuotedPair> Examples)
{
    private const int Shown = 24;

    /// <summary>Looks at the pairs of a file.</summary>
    /// <param name="path">The file, for its name and hash.</param>
    /// <param name="rows">What stands in it.</param>
    public static AnnotationReport Of(string path, AnnotationRows rows)
    {
        DataQuality quality = DataQuality.Of(rows.Pairs)!;
        SourceFile source = SourcesBuilder.Describe(path, Path.GetFileName(path));
        IReadOnlyList<QuotedPair> examples = Sampler.Balanced(rows.Pairs, _ => "", Shown);
        return new AnnotationReport(
            Tell(quality, source.Name), Manifest.ThisVersion, source, rows.Dropped, quality, examples);
    }

    /// <summary>"1,045 further rows hold no pair: 1,042 near-duplicate, 3 unreadable."; null where all do.</summary>
    public string? DroppedText => Dropped.Count == 0
        ? null
        : $"{Left(Dropped.Values.Sum())} left out: "
            + string.Join(", ", Dropped.Select(cause => $"{Figures.Count(cause.Value)} {cause.Key}")) + ".";

    private static string Left(int rows) => rows == 1
        ? "1 further row holds no pair and is"
        : $"{Figures.Count(rows)} further rows hold no pair and are";

    private static string Tell(DataQuality quality, string name)
    {
        string images = quality.Images is { } count ? $" on {Figures.Count(count)} images" : "";
        return $"{name} holds {Figures.Count(quality.Pairs)} pairs{images}: "
            + $"{Figures.Count(quality.Questions.Distinct)} distinct questions "
            + $"({Figures.Percent((double)quality.Questions.Distinct / quality.Pairs)}), "
            + $"{Figures.Fixed(quality.Lengths.Mean, 2)} words in an answer.";
    }
}

/// <summary>The page about a file of pseudo annotations.</summary>
internal static class AnnotationPage
{
    public static string Write(AnnotationReport report, Func<string, string?> image) => HtmlReport.Fill(
        EmbeddedFile.Read("annotations.html"),
        new Dictionary<string, Markup>
        {
            ["title"] = Markup.Text($"{report.Source.Name}: mpa report"),
            ["style"] = Markup.Resource("report.css"),
            ["masthead"] = Markup.Of(
                $"{PageParts.Kicker("pseudo annotations", $"mpa {report.Version}")}<h1>{report.Headline}</h1>"),
            ["quality"] = QualitySection.Write(
                report.Quality,
                "Every pair of the file, as it stands there. " + report.DroppedText,
                image,
                report.Source.Name),
            ["examples"] = Examples(report, image),
            ["files"] = ProvenanceSection.Files([report.Source]),
        });

    /// <summary>
    /// The data URL of an image that a file names by a path of another machine, a relative path or its bare name: the
    /// longest end of the path that exists below the folder. Nothing outside the folder is read.
    /// </summary>
    public static string? Image(string folder, string name, Func<string, byte[]?>? thumbnail)
    {
        string[] parts = name.Split('/', '\\');
        return Enumerable.Range(0, parts.Length)
            .Select(from => Path.Combine([folder, .. parts[from..].Where(part => part is not ("" or "." or ".."))]))
            .FirstOrDefault(path => File.Exists(path) && RealPath.IsBelow(folder, path)) is { } found
                ? DataUrl.Of(found, thumbnail)
                : null;
    }

    private static Markup Examples(AnnotationReport report, Func<string, string?> image) => PageParts.Section(
        "examples",
        "Some of the pairs",
        "Spread evenly over the file.",
        Markup.Of($"""<div class="cards">{report.Examples.Select(pair => Card(pair, image))}</div>"""),
        report.Source.Name);

    private static Markup Card(QuotedPair pair, Func<string, string?> image)
    {
        string name = pair.Image is null ? "no image" : Path.GetFileName(pair.Image);
        string? url = pair.Image is null ? null : image(pair.Image);
        Markup picture = url is null ? Markup.Empty : PageParts.Image(url, name);
        Markup question = Markup.Of($"""<p class="question">{pair.Question}</p>""");
        Markup answer = Markup.Of($"<dl><dt>pseudo</dt><dd>{pair.Answer}</dd></dl>");
        return Markup.Of($"""
            <article class="card">{picture}<div><p class="tag">{name}</p>{question}{answer}</div></article>

            """);
    }
}
