using Mpa.Runs;
using Mpa.Statistics;

namespace Mpa.Reports.Building;

/// <summary>The result in one sentence, for whatever part of a run is done.</summary>
internal static class Headline
{
    /// <summary>The sentence.</summary>
    public static string Write(RunRows rows, ReportScores scores, Difference? difference, ParityTable? table) => (scores, difference, table) switch
    {
        ({ Before: { } before, After: { } after }, { } change, _) => Compare(before, after, change) + TeacherClause(scores.Teacher),
        ({ Before: { } before }, _, _) => $"The student as it is scores {Figures.Percent(before)} {Span(before)} on {Figures.Count(before.Count)} held-out questions"
            + TeacherClause(scores.Teacher),
        (_, _, { Judged: > 0 } judged) => Parity(judged),
        _ => Annotated(rows),
    };

    private static string Compare(Interval before, Interval after, Difference change)
    {
        string verb = change switch { { Low: > 0 } => "rose", { High: < 0 } => "fell", _ => "did not change measurably:" };
        return $"The student {verb} from {Figures.Percent(before)} to {Figures.Percent(after)} on {Figures.Count(change.Count)} held-out questions "
            + $"({Figures.Points(change)} points {Figures.PointSpan(change)}, {Figures.PValue(change.PValue)})";
    }

    private static string TeacherClause(Interval? teacher) => teacher is null ? "." : $"; the teacher is at {Figures.Percent(teacher)}.";

    private static string Span(Interval interval) => Figures.PercentSpan(interval);

    private static string Parity(ParityTable table) =>
        $"{Figures.Count(table.Kept)} of {Figures.Count(table.Judged)} pairs ({Figures.Share(table.Kept, table.Judged)}) show something that the teacher knows and the student does not.";

    private static string Annotated(RunRows rows)
    {
        int pairs = rows.Annotations.Count(row => row.Cause is null);
        return rows.Annotations.Count > 0
            ? $"The teacher has written {Figures.Count(pairs)} pairs about {Figures.Count(rows.Images.Count)} images; they have not been judged yet."
            : rows.IsComplete(Stage.Collect) || rows.Images.Count > 0
                ? $"{Figures.Count(rows.Images.Count)} images are ready; the teacher has not been asked yet."
                : "Nothing has run yet.";
    }
}
