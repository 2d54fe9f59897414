namespace Mpa.Evaluation.Metrics;

/// <summary>
/// Average normalized Levenshtein similarity of one answer: 1 − distance / length against the nearest accepted answer,
/// and 0 below <see cref="Cut"/>. Source: Biten et al. 2019, "Scene Text Visual Question Answering", equation 1, with
/// the details of the evaluation script of the Robust Reading Competition (rrc.cvc.uab.es, DocVQA and ST-VQA).
/// </summary>
internal static class Anls
{
    /// <summary>Similarities below this are 0.</summary>
    public const double Cut = 0.5;

    /// <summary>The official score, 0 or 0.5..1: lengths as written.</summary>
    public static double Score(string prediction, IReadOnlyList<string> answers) =>
        Score(prediction, answers, AnlsLength.AsWritten);

    /// <summary>The score with a chosen length, 0 or 0.5..1.</summary>
    public static double Score(string prediction, IReadOnlyList<string> answers, AnlsLength length)
    {
        AcceptedAnswers.Require(prediction, answers);
        string normal = Normalize(prediction);
        double least = double.PositiveInfinity;
        foreach (string answer in answers)
        {
            least = Math.Min(least, Distance(prediction, normal, answer, length));
        }

        double similarity = 1 - least;
        return similarity < Cut ? 0 : similarity;
    }

    private static double Distance(string prediction, string normalPrediction, string answer, AnlsLength length)
    {
        string normal = Normalize(answer);
        int longest = length == AnlsLength.AsWritten
            ? Math.Max(PythonCase.UpperLength(answer), PythonCase.UpperLength(prediction))
            : Math.Max(PythonText.Length(normal), PythonText.Length(normalPrediction));
        return longest == 0 ? 0 : (double)EditDistance.Between(normal, normalPrediction) / longest;
    }

    private static string Normalize(string text) => PythonText.JoinWords(PythonCase.Lower(text));
}

/// <summary>Which texts' length the edit distance of ANLS is divided by. Public scripts disagree.</summary>
internal enum AnlsLength
{
    /// <summary>
    /// The texts as written, upper-cased: the challenge's own evaluation script, and evaluators that follow it.
    /// </summary>
    AsWritten,

    /// <summary>The texts after lower-casing and joining runs of spaces: the formula of the ST-VQA paper.</summary>
    Normalized,
}
