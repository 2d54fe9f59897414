namespace Mpa.Evaluation.Metrics;

/// <summary>The metrics a task or a recipe can name.</summary>
public static class AnswerMetrics
{
    /// <summary>All of them, in the order in which help lists them.</summary>
    public static IReadOnlyList<AnswerMetric> All { get; } =
    [
        new("exact", ExactMatch.Score, 1),
        new("relaxed", RelaxedAccuracy.Score, 1, Version: 2) { Plain = AnswerText.Plain },
        new("vqa", VqaAccuracy.Score, 0.5, Version: 2),
        new("anls", Anls.Score, Anls.Cut, Version: 2),
        new("anls-normalised", AnlsNormalized, Anls.Cut, Version: 2),
        new("anls-star", AnlsStar.Score, AnlsStar.Match) { OfParts = true },
        new("contains", Containment.Score, 1, Version: 2),
        new("f1", TokenF1.Score, 0.5),
    ];

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(metric => metric.Name)];

    /// <summary>
    /// The metric of that name, in any case; throws <see cref="MpaException"/> with the nearest name when there is
    /// none.
    /// </summary>
    public static AnswerMetric Named(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return All.FirstOrDefault(metric => metric.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw Unknown(name);
    }

    private static double AnlsNormalized(string prediction, IReadOnlyList<string> answers) =>
        Anls.Score(prediction, answers, AnlsLength.Normalized);

    private static MpaException Unknown(string name)
    {
        string nearest = All.MinBy(metric => EditDistance.Between(metric.Name, name.ToLowerInvariant()))!.Name;
        string known = string.Join(", ", Names);
        return new MpaException($"unknown metric \"{name}\": did you mean \"{nearest}\"? Known: {known}");
    }
}

/// <summary>A way to say how good an answer is.</summary>
/// <param name="Name">As recipes write it, such as "relaxed".</param>
/// <param name="Score">
/// From an answer and the accepted answers (at least one) to 0..1; throws <see cref="MpaException"/> when there is no
/// accepted answer.
/// </param>
/// <param name="MatchThreshold">A score of at least this counts as right where the parity rule needs yes or no.</param>
/// <param name="Version">
/// Raised when the metric can give another score than before, so that stored scores are made anew and reports can tell
/// them apart.
/// </param>
public sealed record AnswerMetric(
    string Name,
    Func<string, IReadOnlyList<string>, double> Score,
    double MatchThreshold,
    int Version = 1)
{
    /// <summary>
    /// Makes answers comparable before a matcher compares them; a test is scored without it, as its metric says. Null
    /// where the metric itself does so.
    /// </summary>
    public Func<string, string>? Plain { get; init; }

    /// <summary>Whether it is for answers that are lists or maps; of a text alone it says what others say.</summary>
    public bool OfParts { get; init; }

    /// <summary>
    /// Whether two answers of models say the same, from 0 to 1: the parity rule's question. An empty reply says
    /// nothing.
    /// </summary>
    public double Match(string reply, string pseudoAnswer)
    {
        string said = Plain?.Invoke(reply) ?? reply;
        return string.IsNullOrWhiteSpace(said) ? 0 : Score(said, [Plain?.Invoke(pseudoAnswer) ?? pseudoAnswer]);
    }
}

/// <summary>Answers without what models dress them up with.</summary>
internal static class AnswerText
{
    private static readonly char[] Around = [.. " \t\r\n\"'`*_“”‘’"];
    private static readonly char[] AtEnd = [.. Around, '.', ',', ';', ':', '!', '?'];

    /// <summary>
    /// "**Yes.**" gives "Yes": no white space, quotes or emphasis around it, no punctuation at its end.
    /// </summary>
    public static string Plain(string text) => PythonText.JoinWords(text.TrimStart(Around).TrimEnd(AtEnd));
}

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
            throw new MpaException(
                $"the answer \"{prediction}\" can't be scored: the question has no accepted answer; "
                + "give it at least one");
        }
    }
}
