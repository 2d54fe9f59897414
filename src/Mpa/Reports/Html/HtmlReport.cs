using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Mpa.Reports.Html;

/// <summary>Fills report.html: one file, no network, no script.</summary>
internal static class HtmlReport
{
    public static string Write(RunReport report, ImageEmbedder images) => Fill(
        EmbeddedFile.Read("report.html"),
        new Dictionary<string, Markup>
        {
            ["title"] = Markup.Text($"{report.Provenance.Student} → {report.Provenance.Teacher}: mpa report"),
            ["style"] = Markup.Resource("report.css"),
            ["masthead"] = Masthead.Write(report),
            ["scores"] = ScoresSection.Write(report),
            ["funnel"] = FunnelSection.Write(report),
            ["parity"] = ParitySection.Write(report),
            ["slices"] = SlicesSection.Write(report),
            ["measures"] = MeasuresSection.Write(report, images),
            ["changes"] = ChangesSection.Write(report, images),
            ["examples"] = ExamplesSection.Write(report.Examples, images),
            ["training"] = TrainingSection.Write(report.Training),
            ["costs"] = CostsSection.Write(report.Stages),
            ["spending"] = SpendingSection.Write(report.Spending),
            ["quality"] = QualitySection.Write(
                report.Quality, "The readable pairs, before the parity rule.", images.OfRun, "1-annotations.jsonl"),
            ["provenance"] = ProvenanceSection.Write(report.Provenance, report.Sources),
        });

    /// <summary>
    /// A template with its parts put in, and the list of its sections where it says "contents". One pass, so that a
    /// "{{…}}" inside what is filled in stays as it is.
    /// </summary>
    public static string Fill(string template, Dictionary<string, Markup> parts)
    {
        StringBuilder page = new();
        parts["contents"] = Contents.Of(parts.Values);
        int at = 0, open = template.IndexOf("{{", StringComparison.Ordinal);
        while (open >= 0)
        {
            int close = template.IndexOf("}}", open, StringComparison.Ordinal);
            page.Append(template, at, open - at).Append(parts[template[(open + 2)..close]]);
            at = close + 2;
            open = template.IndexOf("{{", at, StringComparison.Ordinal);
        }

        return page.Append(template, at, template.Length - at).ToString();
    }
}

/// <summary>Who was leveled with whom, the sentence that tells the result, and what to know before.</summary>
internal static class Masthead
{
    public static Markup Write(RunReport report)
    {
        Provenance made = report.Provenance;
        string? finished = made.Finished?.UtcDateTime.ToString("d MMMM yyyy, HH:mm", CultureInfo.InvariantCulture);
        IEnumerable<string> time = finished is null ? [] : [$"{finished} UTC"];
        return Markup.Of($"""
            {PageParts.Kicker([$"task {made.Task}", $"{made.Student} ← {made.Teacher}", .. time])}
            <h1>{report.Headline}</h1>
            {(report.Notes.Count == 0 ? Markup.Empty : Notes(report.Notes))}
            """);
    }

    public static Markup Notes(IReadOnlyList<string> notes) =>
        Markup.Of($"""<ul class="notes">{notes.Select(note => Markup.Of($"<li>{note}</li>"))}</ul>""");
}

/// <summary>Links to the sections of a page.</summary>
internal static partial class Contents
{
    /// <summary>In the order of the sections; nothing without any.</summary>
    public static Markup Of(IEnumerable<Markup> sections)
    {
        Markup[] links = [.. sections.SelectMany(section => Heading.Matches(section.ToString())).Select(Link)];
        return links.Length == 0 ? Markup.Empty : Markup.Of($"""
            <nav class="contents" aria-label="Contents">{links}</nav>
            """);
    }

    // As PageParts.Section writes it.
    [GeneratedRegex("""<h2 id="(?<id>[a-z]+)-h">(?<name>[^<]*)</h2>""")]
    private static partial Regex Heading { get; }

    private static Markup Link(Match heading)
    {
        string name = WebUtility.HtmlDecode(heading.Groups["name"].Value);
        return Markup.Of($"""<a href="#{heading.Groups["id"].Value}">{name}</a> """);
    }
}

/// <summary>Files of the folders named Html that are built into the library.</summary>
internal static class EmbeddedFile
{
    /// <summary>The text of a file such as report.html or report.css.</summary>
    public static string Read(string name)
    {
        using Stream stream = typeof(EmbeddedFile).Assembly.GetManifestResourceStream($"Mpa.Reports.Html.{name}")!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
