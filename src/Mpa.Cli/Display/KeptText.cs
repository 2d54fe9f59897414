using Mpa.Planning;
using Mpa.Runs;

namespace Mpa.Cli.Display;

/// <summary>What a run keeps of other settings, in words.</summary>
internal static class KeptText
{
    /// <summary>"1,200 rows and 2 leveled students of other settings, 3.1 GB".</summary>
    public static string Of(KeptWork work)
    {
        string rows = $"{Format.Count(work.Rows)} {(work.Rows == 1 ? "row" : "rows")}";
        string students = $"{work.Students} leveled {(work.Students == 1 ? "student" : "students")}";
        string what = (work.Rows, work.Students) switch
        {
            (_, 0) => rows,
            (0, _) => students,
            _ => $"{rows} and {students}",
        };
        return $"{what} of other settings, {Format.Bytes(work.Bytes)}";
    }

    /// <summary>The lines of a plan; none when nothing is kept and nothing will be.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="folder">The run folder, as it is shown.</param>
    public static string Lines(RunPlan plan, string folder)
    {
        string kept = plan.Kept.Bytes == 0 ? "" : $"kept    {Of(plan.Kept)} (mpa clean {folder})\n";
        string takenUp = plan.TakenUp == 0
            ? ""
            : $"        {Format.Count(plan.TakenUp)} of the rows come back: they are not asked again\n";
        string aside = plan.SetAside == 0
            ? ""
            : $"stale   {Format.Count(plan.SetAside)} rows are of other settings: they go aside and are kept\n";
        return aside + kept + takenUp;
    }
}
