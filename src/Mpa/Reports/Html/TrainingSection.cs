namespace Mpa.Reports.Html;

/// <summary>The loss over the steps.</summary>
internal static class TrainingSection
{
    private const double Room = 1.08;

    public static Markup Write(TrainingSummary? training) => training is null
        ? Markup.Empty
        : Parts.Section(
            "training",
            "Training",
            $"{Figures.Count(training.Steps)} steps in {Figures.Duration(training.Seconds)}, {Figures.Count(training.Tokens)} tokens. Loss on the answer tokens fell from {Figures.Fixed(training.FirstLoss, 2)} to {Figures.Fixed(training.LastLoss, 2)} nats (means of the first and last twentieth of the steps)."
                .Replace("fell", training.LastLoss <= training.FirstLoss ? "fell" : "rose", StringComparison.Ordinal),
            Chart(training),
            "4-training.jsonl");

    private static Markup Chart(TrainingSummary training)
    {
        double top = Math.Max(1e-9, training.Curve.Max(point => point.Loss)) * Room;
        return Markup.Of($"""
            <svg class="loss" role="img" aria-label="Loss from {Figures.Fixed(training.FirstLoss, 2)} to {Figures.Fixed(training.LastLoss, 2)} over {Figures.Count(training.Steps)} steps" width="100%" height="220">
            {Grid(top)}
            <svg y="6" width="100%" height="190" viewBox="0 0 1000 100" preserveAspectRatio="none" class="plot"><polygon points="{Line(training, top)} {X(training.Curve[^1], training)},100 {X(training.Curve[0], training)},100"/><polyline points="{Line(training, top)}"/></svg>
            <text class="tick" x="0" y="214">step 1</text><text class="tick" x="100%" y="214" text-anchor="end">{Figures.Count(training.Steps)}</text>
            </svg>
            """);
    }

    private static Markup Grid(double top) => Markup.Join(Ticks(top).Select(loss =>
    {
        string y = (6 + (190 * (1 - (loss / top)))).ToString("0.0", System.Globalization.CultureInfo.InvariantCulture);
        return Markup.Of($"""<line class="grid" x1="0" x2="100%" y1="{y}" y2="{y}"/><text class="tick" x="-8" y="{y}" dy="4" text-anchor="end">{Figures.Fixed(loss, 2)}</text>""");
    }));

    // Round numbers, three to six of them.
    private static IEnumerable<double> Ticks(double top)
    {
        double unit = Math.Pow(10, Math.Floor(Math.Log10(top)));
        double step = new[] { 0.2, 0.5, 1, 2 }.Select(factor => factor * unit).First(candidate => top / candidate <= 5.5);
        return Enumerable.Range(0, (int)(top / step) + 1).Select(i => i * step);
    }

    private static string Line(TrainingSummary training, double top) =>
        string.Join(' ', training.Curve.Select(point => $"{X(point, training)},{Number(100 * (1 - (point.Loss / top)))}"));

    private static string X(LossPoint point, TrainingSummary training) =>
        Number(training.Steps <= 1 ? 0 : 1000.0 * (point.Step - 1) / (training.Steps - 1));

    private static string Number(double value) => value.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture);
}
