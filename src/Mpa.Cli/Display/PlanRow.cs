namespace Mpa.Cli.Display;

/// <summary>A row of the plan's table.</summary>
/// <param name="Stage">Number and name; empty for a further model of the stage above.</param>
/// <param name="Model">Who is asked.</param>
/// <param name="Requests">In all.</param>
/// <param name="Cached">Answered already.</param>
/// <param name="Remaining">Still to ask.</param>
/// <param name="Seconds">Estimated, for the remaining ones.</param>
internal sealed record PlanRow(string Stage, string Model, string Requests, string Cached, string Remaining, double Seconds)
{
    /// <summary>The names of the columns.</summary>
    public static PlanRow Header { get; } = new("stage", "model", "requests", "answered", "to do", double.NaN);

    /// <summary>The row as a line, as wide as the widest of all rows.</summary>
    public string Line(IReadOnlyList<PlanRow> rows)
    {
        string time = Seconds switch
        {
            double.NaN => "time",
            0 => "",
            < 1 => "<0:01",
            _ => Format.Time(TimeSpan.FromSeconds(Seconds)),
        };
        int model = rows.Append(Header).Max(row => row.Model.Length);
        return $"{Stage,-12}{Model.PadRight(model)}{Requests,11}{Cached,11}{Remaining,11}{time,10}".TrimEnd() + "\n";
    }
}
