using System.Globalization;

namespace Mpa.Reports.Html;

/// <summary>Who was leveled with whom, the sentence that tells the result, and what to know before trusting it.</summary>
internal static class Masthead
{
    public static Markup Write(RunReport report)
    {
        Provenance made = report.Provenance;
        return Markup.Of($"""
            <p class="kicker"><span>Model Parity Aligner</span><span>task {made.Task}</span><span>{made.Student} ← {made.Teacher}</span>{Finished(made)}</p>
            <h1>{report.Headline}</h1>
            {Notes(report.Notes)}
            """);
    }

    private static Markup Finished(Provenance made) => made.Finished is { } time
        ? Markup.Of($"<span>{time.UtcDateTime.ToString("d MMMM yyyy, HH:mm", CultureInfo.InvariantCulture)} UTC</span>")
        : Markup.Empty;

    private static Markup Notes(IReadOnlyList<string> notes) => notes.Count == 0
        ? Markup.Empty
        : Markup.Of($"""<ul class="notes">{notes.Select(note => Markup.Of($"<li>{note}</li>"))}</ul>""");
}
