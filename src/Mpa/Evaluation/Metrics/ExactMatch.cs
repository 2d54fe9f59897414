namespace Mpa.Evaluation.Metrics;

/// <summary>Equal words, but for case, articles and punctuation around words. Source: SQuAD's exact match (Rajpurkar et al. 2016), with numbers kept whole.</summary>
public static class ExactMatch
{
    /// <summary>1 when the prediction equals one of the answers, else 0.</summary>
    public static double Score(string prediction, IReadOnlyList<string> answers)
    {
        AcceptedAnswers.Require(prediction, answers);
        IReadOnlyList<string> words = AnswerWords.Of(prediction);
        return answers.Any(answer => answer == prediction || words.SequenceEqual(AnswerWords.Of(answer))) ? 1 : 0;
    }
}
