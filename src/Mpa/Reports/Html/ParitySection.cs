namespace Mpa.Reports.Html;

/// <summary>The teacher × student table of the judged pairs.</summary>
internal static class ParitySection
{
    public static Markup Write(ParityTable? table) => Parts.Section(
        "parity",
        "Teacher × student",
        "Each pseudo question was asked again. Only what the teacher repeats and the student misses is kept.",
        table is null ? Markup.Of($"""<p class="empty">No pair has been judged yet.</p>""") : Table(table),
        "3-parity.jsonl");

    private static Markup Table(ParityTable table) => Markup.Of($"""
        <table class="parity">
        <caption class="hidden">Judged pairs by whether the teacher and the student give the pseudo answer</caption>
        <thead><tr><td></td><th scope="col">Student misses it</th><th scope="col">Student knows it</th></tr></thead>
        <tbody>
        <tr><th scope="row">Teacher repeats it</th>{Cell(table, table.Kept, "kept", "kept")}{Cell(table, table.KnownToBoth, "known to both", "both")}</tr>
        <tr><th scope="row">Teacher does not</th>{Cell(table, table.MissedByBoth, "missed by both: noise", "neither")}{Cell(table, table.TeacherInconsistent, "teacher inconsistent", "inconsistent")}</tr>
        </tbody>
        </table>
        {Unanswered(table.Unanswered)}
        """);

    private static Markup Cell(ParityTable table, int count, string name, string kind) => Markup.Of($"""
        <td class="{kind}"><b>{Figures.Count(count)}</b><span class="share">{Figures.Share(count, table.Judged)}</span><span class="what">{name}</span></td>
        """);

    private static Markup Unanswered(int count) => count == 0
        ? Markup.Empty
        : Markup.Of($"""<p class="lead">{Figures.Count(count)} more could not be judged, since a model gave no answer.</p>""");
}
