using System.Text;

namespace Mpa.Reports.Html;

/// <summary>Fills report.html: one file, no network, no script.</summary>
internal static class HtmlReport
{
    /// <summary>The page.</summary>
    public static string Write(RunReport report, ImageEmbedder images) => Fill(EmbeddedFile.Read("report.html"), new Dictionary<string, Markup>
    {
        ["title"] = Markup.Text($"{report.Provenance.Student} → {report.Provenance.Teacher}: mpa report"),
        ["style"] = Markup.Resource("report.css"),
        ["masthead"] = Masthead.Write(report),
        ["scores"] = ScoresSection.Write(report),
        ["funnel"] = FunnelSection.Write(report),
        ["parity"] = ParitySection.Write(report.Table2x2),
        ["slices"] = SlicesSection.Write(report),
        ["measures"] = MeasuresSection.Write(report, images),
        ["changes"] = ChangesSection.Write(report, images),
        ["examples"] = ExamplesSection.Write(report.Examples, images),
        ["training"] = TrainingSection.Write(report.Training),
        ["costs"] = CostsSection.Write(report.Stages),
        ["spending"] = SpendingSection.Write(report.Spending),
        ["quality"] = QualitySection.Write(report.Quality, "The readable pairs, before the parity rule.", images.OfRun, "1-annotations.jsonl"),
        ["provenance"] = ProvenanceSection.Write(report.Provenance, report.Sources),
    });

    /// <summary>A template with its parts put in. One pass, so that a "{{…}}" inside what is filled in stays as it is.</summary>
    public static string Fill(string template, Dictionary<string, Markup> parts)
    {
        StringBuilder page = new();
        int at = 0;
        for (int open = template.IndexOf("{{", StringComparison.Ordinal); open >= 0; open = template.IndexOf("{{", at, StringComparison.Ordinal))
        {
            int close = template.IndexOf("}}", open, StringComparison.Ordinal);
            page.Append(template, at, open - at).Append(parts[template[(open + 2)..close]]);
            at = close + 2;
        }

        return page.Append(template, at, template.Length - at).ToString();
    }
}
