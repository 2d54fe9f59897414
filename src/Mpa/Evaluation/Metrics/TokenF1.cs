namespace Mpa.Evaluation.Metrics;

/// <summary>Harmonic mean of precision and recall over words, the best over the answers. Source: SQuAD's F1 (Rajpurkar et al. 2016, section 6.1), with numbers kept whole.</summary>
public static class TokenF1
{
    /// <summary>0 (no word in common) to 1 (the same words, in any order).</summary>
    public static double Score(string prediction, IReadOnlyList<string> answers) => AcceptedAnswers.Best(prediction, answers, ScoreOne);

    private static double ScoreOne(string prediction, string answer)
    {
        IReadOnlyList<string> said = AnswerWords.Of(prediction);
        List<string> wanted = [.. AnswerWords.Of(answer)];
        int total = said.Count + wanted.Count;
        int common = said.Count(wanted.Remove);
        return total == 0 ? 1 : 2.0 * common / total;
    }
}
