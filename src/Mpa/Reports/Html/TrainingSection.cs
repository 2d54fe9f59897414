using System.Globalization;

namespace Mpa.Reports.Html;

/// <summary>The loss over the steps.</summary>
internal static class TrainingSection
{
    private const double Room = 1.08;

    public static Markup Write(TrainingSummary? training) => training is null
        ? Markup.Empty
        : PageParts.Section("training", "Training", Told(training), Chart(training), "4-training.jsonl");

    private static string Told(TrainingSummary training)
    {
        string went = training.LastLoss <= training.FirstLoss ? "fell" : "rose";
        return $"{Figures.Count(training.Steps)} steps in {Figures.Duration(training.Seconds)}, "
            + $"{Figures.Count(training.Tokens)} tokens. Loss on the answer tokens {went} {FromTo(training)} nats "
            + $"(means of the first and last twentieth of the steps).{training.RatesText()}";
    }

    private static string FromTo(TrainingSummary training) =>
        $"from {Figures.Fixed(training.FirstLoss, 2)} to {Figures.Fixed(training.LastLoss, 2)}";

    private static Markup Chart(TrainingSummary training)
    {
        double top = Math.Max(1e-9, training.Curve.Max(point => point.Loss)) * Room;
        string steps = Figures.Count(training.Steps);
        string told = $"Loss {FromTo(training)} over {steps} steps";
        Markup last = Markup.Of($"""<text class="tick" x="100%" y="214" text-anchor="end">{steps}</text>""");
        return Markup.Of($"""
            <svg class="loss" role="img" aria-label="{told}" width="100%" height="220">
            {Ticks(top).Select(loss => Grid(loss, top))}
            {Plot(training, top)}
            <text class="tick" x="0" y="214">step 1</text>{last}
            </svg>
            """);
    }

    private static Markup Plot(TrainingSummary training, double top)
    {
        string line = Line(training, top);
        string first = X(training.Curve[0], training), last = X(training.Curve[^1], training);
        Markup area = Markup.Of($"""<polygon points="{line} {last},100 {first},100"/><polyline points="{line}"/>""");
        return Markup.Of($"""<svg {PageParts.PlotRoom} class="plot">{area}</svg>""");
    }

    private static Markup Grid(double loss, double top)
    {
        string y = PageParts.PlotY(loss / top).ToString("0.0", CultureInfo.InvariantCulture);
        return PageParts.GridLine(y, Figures.Fixed(loss, 2));
    }

    // Round numbers, three to six of them.
    private static IEnumerable<double> Ticks(double top)
    {
        double unit = Math.Pow(10, Math.Floor(Math.Log10(top)));
        double[] steps = [0.2 * unit, 0.5 * unit, 1 * unit, 2 * unit];
        double step = steps.First(candidate => top / candidate <= 5.5);
        return Enumerable.Range(0, (int)(top / step) + 1).Select(i => i * step);
    }

    private static string Line(TrainingSummary training, double top) => string.Join(
        ' ',
        training.Curve.Select(point => $"{X(point, training)},{PageParts.Number(100 * (1 - (point.Loss / top)))}"));

    private static string X(LossPoint point, TrainingSummary training) =>
        PageParts.Number(training.Steps <= 1 ? 0 : 1000.0 * (point.Step - 1) / (training.Steps - 1));
}
