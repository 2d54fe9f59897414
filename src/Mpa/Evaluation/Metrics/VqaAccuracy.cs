namespace Mpa.Evaluation.Metrics;

/// <summary>
/// VQA accuracy: min(1, matches / 3), as the mean over leaving out each human answer in turn. Source: Antol et al. 2015, "VQA",
/// section 4.2, and visualqa.org/evaluation; texts are made comparable by <see cref="VqaNormalizer"/>, as the TextVQA and OK-VQA
/// leaderboards do.
/// </summary>
public static class VqaAccuracy
{
    private const int Enough = 3;

    /// <summary>
    /// 0..1. The data sets give ten answers. With fewer than four, as many matches are enough as there are others, so that a
    /// perfect answer scores 1; one answer means equality.
    /// </summary>
    public static double Score(string prediction, IReadOnlyList<string> answers)
    {
        AcceptedAnswers.Require(prediction, answers);
        int matches = CountMatches(VqaNormalizer.Normalize(prediction), answers);
        int count = answers.Count;
        if (count == 1)
        {
            return matches;
        }

        double enough = Math.Min(Enough, count - 1);
        double leftOutMatching = matches * Math.Min(1, (matches - 1) / enough);
        double leftOutOther = (count - matches) * Math.Min(1, matches / enough);
        return matches == 0 ? 0 : (leftOutMatching + leftOutOther) / count;
    }

    private static int CountMatches(string normal, IReadOnlyList<string> answers)
    {
        int matches = 0;
        bool last = false;
        for (int i = 0; i < answers.Count; i++)
        {
            // People agree, so equal answers stand in a row and are compared once.
            last = i > 0 && answers[i] == answers[i - 1] ? last : VqaNormalizer.Normalize(answers[i]) == normal;
            matches += last ? 1 : 0;
        }

        return matches;
    }
}
