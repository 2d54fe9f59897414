namespace Mpa.Evaluation.Metrics;

/// <summary>
/// Equal words, but for case, articles and punctuation around words. Source: SQuAD's exact match (Rajpurkar et al.
/// 2016), with numbers kept whole.
/// </summary>
internal static class ExactMatch
{
    /// <summary>1 when the prediction equals one of the answers, else 0.</summary>
    public static double Score(string prediction, IReadOnlyList<string> answers)
    {
        AcceptedAnswers.Require(prediction, answers);
        IReadOnlyList<string> words = AnswerWords.Of(prediction);
        return answers.Any(answer => answer == prediction || words.SequenceEqual(AnswerWords.Of(answer))) ? 1 : 0;
    }
}

/// <summary>
/// Harmonic mean of precision and recall over words, the best over the answers. Source: SQuAD's F1 (Rajpurkar et al.
/// 2016, section 6.1), with numbers kept whole.
/// </summary>
internal static class TokenF1
{
    /// <summary>0 (no word in common) to 1 (the same words, in any order).</summary>
    public static double Score(string prediction, IReadOnlyList<string> answers) =>
        AcceptedAnswers.Best(prediction, answers, ScoreOne);

    private static double ScoreOne(string prediction, string answer)
    {
        IReadOnlyList<string> said = AnswerWords.Of(prediction);
        List<string> wanted = [.. AnswerWords.Of(answer)];
        int total = said.Count + wanted.Count;
        int common = said.Count(wanted.Remove);
        return total == 0 ? 1 : 2.0 * common / total;
    }
}

/// <summary>
/// The words of an answer, for exact match and F1. As SQuAD's script (Rajpurkar et al. 2016) it drops case, articles
/// and punctuation around words; unlike it, it keeps what is part of a number: "6.8" is not "68", and "-5" is not "5".
/// </summary>
internal static class AnswerWords
{
    private static readonly char[] Opening = [.. "\"'`([{“‘«"];
    private static readonly char[] Closing = [.. "\"'`)]}”’».,;:!?"];

    /// <summary>
    /// The words; of an answer that is nothing but articles and punctuation, its words unchanged but for case.
    /// </summary>
    public static IReadOnlyList<string> Of(string text)
    {
        string[] raw = PythonText.JoinWords(PythonCase.Lower(text)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        List<string> words = new(raw.Length);
        foreach (string word in raw)
        {
            string bare = word.TrimStart(Opening).TrimEnd(Closing);
            if (bare is not ("" or "a" or "an" or "the"))
            {
                words.Add(bare);
            }
        }

        return words.Count > 0 ? words : raw;
    }
}
