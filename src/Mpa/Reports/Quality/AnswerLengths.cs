using System.Globalization;

namespace Mpa.Reports.Quality;

/// <summary>How many words the answers have.</summary>
/// <param name="Mean">On average.</param>
/// <param name="Longest">In the longest.</param>
/// <param name="Counts">Answers by number of words: "1" to "3" alone, longer ones together.</param>
public sealed record AnswerLengths(double Mean, int Longest, IReadOnlyList<NamedCount> Counts)
{
    private static readonly (int Least, int Most)[] Bins = [(0, 0), (1, 1), (2, 2), (3, 3), (4, 5), (6, 10), (11, 15), (16, int.MaxValue)];

    /// <summary>Counts the words of each answer; there must be one.</summary>
    internal static AnswerLengths Of(IReadOnlyList<string> answers)
    {
        int[] words = [.. answers.Select(Words.Count)];
        IEnumerable<NamedCount> counts = Bins.Select(bin => new NamedCount(Name(bin.Least, bin.Most), words.Count(count => count >= bin.Least && count <= bin.Most)));
        return new AnswerLengths(words.Average(), words.Max(), [.. counts.Where(bin => bin.Count > 0)]);
    }

    private static string Name(int least, int most) => (least, most) switch
    {
        (_, int.MaxValue) => string.Create(CultureInfo.InvariantCulture, $"{least} or more"),
        _ when least == most => least.ToString(CultureInfo.InvariantCulture),
        _ => string.Create(CultureInfo.InvariantCulture, $"{least} to {most}"),
    };
}
