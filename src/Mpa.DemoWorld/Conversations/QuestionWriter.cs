using System.Globalization;

namespace Mpa.DemoWorld;

/// <summary>Writes questions about a chart and answers them from the chart's own numbers.</summary>
internal static class QuestionWriter
{
    // Spelled as the bundled models learned them: these are data.
    private static readonly string[][] Wordings =
    [
        ["What is the value of {0}?", "What value does {0} have?"],
        ["How many series are there?", "How many colours are there?"],
        ["Which colour has the highest value?", "Which series has the highest value?"],
        ["Which colour has the lowest value?", "Which series has the lowest value?"],
        ["Which colour comes first?", "Which series comes first?"],
        ["Which colour comes last?", "Which series comes last?"],
        ["What is the highest value?", "What is the maximum value?"],
        ["What is the lowest value?", "What is the minimum value?"],
        ["Is there a {0} series?", "Does this chart have {0}?"],
    ];

    /// <summary>Every kind of question.</summary>
    public static IReadOnlyList<QuestionKind> Kinds { get; } = Enum.GetValues<QuestionKind>();

    /// <summary>The kind's name in data files: "value", "count" and so on.</summary>
    public static string Name(this QuestionKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>True unless the highest or lowest value is asked for by color and several series have it.</summary>
    public static bool CanAsk(Chart chart, QuestionKind kind) => kind switch
    {
        QuestionKind.Highest => chart.Series.Count(series => series.Value == Maximum(chart)) == 1,
        QuestionKind.Lowest => chart.Series.Count(series => series.Value == Minimum(chart)) == 1,
        _ => true,
    };

    /// <summary>A question of this kind, color and wording drawn at random.</summary>
    /// <exception cref="ArgumentException">The kind has no single answer in this chart: see
    /// <see cref="CanAsk"/>.</exception>
    public static ChartQuestion Ask(Chart chart, QuestionKind kind, WorldRandom random)
    {
        if (!CanAsk(chart, kind))
        {
            throw new ArgumentException(
                $"Several series share the {kind.Name()} value of this chart ({chart.Contents}).", nameof(kind));
        }

        string? color = DrawColor(chart, kind, random);
        string wording = random.Pick(Wordings[(int)kind]);
        string question = string.Format(CultureInfo.InvariantCulture, wording, color)
            .Replace(" a orange", " an orange", StringComparison.Ordinal);
        return new ChartQuestion(kind, question, Answer(chart, kind, color), color);
    }

    /// <summary>The one right answer.</summary>
    /// <param name="chart">Asked about.</param>
    /// <param name="kind">Asked for.</param>
    /// <param name="color">The color named in the question, null where the kind names none.</param>
    public static string Answer(Chart chart, QuestionKind kind, string? color = null) => kind switch
    {
        QuestionKind.Value => Digits(chart.Series.First(series => series.Color == color).Value),
        QuestionKind.Count => Digits(chart.Series.Count),
        QuestionKind.Highest => chart.Series.Single(series => series.Value == Maximum(chart)).Color,
        QuestionKind.Lowest => chart.Series.Single(series => series.Value == Minimum(chart)).Color,
        QuestionKind.First => chart.Series[0].Color,
        QuestionKind.Last => chart.Series[^1].Color,
        QuestionKind.Maximum => Digits(Maximum(chart)),
        QuestionKind.Minimum => Digits(Minimum(chart)),
        QuestionKind.Present => chart.Series.Any(series => series.Color == color) ? "Yes" : "No",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind of question."),
    };

    private static string? DrawColor(Chart chart, QuestionKind kind, WorldRandom random)
    {
        if (kind is not (QuestionKind.Value or QuestionKind.Present))
        {
            return null;
        }

        string[] present = [.. chart.Series.Select(series => series.Color)];
        return kind == QuestionKind.Value || random.Next(2) == 0
            ? random.Pick(present)
            : random.Pick([.. SeriesColors.Names.Except(present)]);
    }

    private static int Maximum(Chart chart) => chart.Series.Max(series => series.Value);

    private static int Minimum(Chart chart) => chart.Series.Min(series => series.Value);

    private static string Digits(int value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What a question asks for. In data files the name is the member's in lower case.</summary>
internal enum QuestionKind
{
    /// <summary>The value of a color.</summary>
    Value,

    /// <summary>The number of series.</summary>
    Count,

    /// <summary>The color of the highest value, asked only where one series alone has it.</summary>
    Highest,

    /// <summary>The color of the lowest value, asked only where one series alone has it.</summary>
    Lowest,

    /// <summary>The leftmost color; the topmost in horizontal kinds.</summary>
    First,

    /// <summary>The rightmost color; the bottommost in horizontal kinds.</summary>
    Last,

    /// <summary>The highest value.</summary>
    Maximum,

    /// <summary>The lowest value.</summary>
    Minimum,

    /// <summary>Whether a color is in the chart: Yes or No, each in half of the questions.</summary>
    Present,
}

/// <summary>A question about a chart with its only right answer.</summary>
/// <param name="Kind">What is asked for.</param>
/// <param name="Question">In words, ending in "?".</param>
/// <param name="Answer">One word: a number, a color, Yes or No.</param>
/// <param name="Color">The color that a <see cref="QuestionKind.Value"/> or <see cref="QuestionKind.Present"/> question
/// names, else null.</param>
internal sealed record ChartQuestion(QuestionKind Kind, string Question, string Answer, string? Color = null);
