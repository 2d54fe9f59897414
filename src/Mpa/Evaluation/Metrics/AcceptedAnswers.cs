namespace Mpa.Evaluation.Metrics;

/// <summary>What metrics do with several accepted answers.</summary>
internal static class AcceptedAnswers
{
    /// <summary>The best score over the accepted answers.</summary>
    public static double Best(string prediction, IReadOnlyList<string> answers, Func<string, string, double> score)
    {
        Require(prediction, answers);
        double best = 0;
        for (int i = 0; i < answers.Count && best < 1; i++)
        {
            best = Math.Max(best, score(prediction, answers[i]));
        }

        return best;
    }

    /// <summary>Throws when there is nothing to compare with.</summary>
    public static void Require(string prediction, IReadOnlyList<string> answers)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(answers);
        if (answers.Count == 0)
        {
            throw new MpaException($"the answer \"{prediction}\" can't be scored: the question has no accepted answer; give it at least one");
        }
    }
}
