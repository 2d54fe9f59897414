namespace Mpa.Evaluation.Metrics;

/// <summary>
/// Relaxed accuracy of ChartQA: a number may be 5 % off, anything else must be equal but for case. Source: Masry et al. 2022,
/// "ChartQA", section 5.1 (after Methani et al. 2020), in the form that public evaluators share (relaxed_correctness of
/// google-research/pix2struct, metrics.py): "%" at the end divides by 100, a gold answer of zero is compared as text, and a year is a number
/// like any other, so that 1990 is right for 2016. Thousands separators, "$" and words beside a number make it a text.
/// </summary>
public static class RelaxedAccuracy
{
    /// <summary>A number may be off by this share of the gold number.</summary>
    public const double Tolerance = 0.05;

    /// <summary>1 when the prediction is right for one of the answers, else 0.</summary>
    public static double Score(string prediction, IReadOnlyList<string> answers) => AcceptedAnswers.Best(prediction, answers, ScoreOne);

    private static double ScoreOne(string prediction, string answer)
    {
        bool right = Number(answer) is { } gold && gold != 0 && Number(prediction) is { } number
            ? Math.Abs(number - gold) / Math.Abs(gold) <= Tolerance
            : PythonCase.Lower(prediction) == PythonCase.Lower(answer);
        return right ? 1 : 0;
    }

    private static double? Number(ReadOnlySpan<char> text)
    {
        bool percent = text.EndsWith('%');
        return PythonFloat.TryParse(percent ? text.TrimEnd('%') : text, out double value) ? (percent ? value / 100 : value) : null;
    }
}
