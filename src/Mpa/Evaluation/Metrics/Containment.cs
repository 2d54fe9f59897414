using System.Buffers;
using System.Text;

namespace Mpa.Evaluation.Metrics;

/// <summary>
/// The loose match of the MPA authors' release (scripts/utils/utils.py and dataLoader.py of vl2g/MPA), for comparison
/// with the paper only: lower-case both, drop everything that is no letter, digit or "_", and ask whether the answer
/// stands inside the prediction. Of several answers the commonest alone counts, the first of equals. "1" stands in
/// "2011", "6.8" equals "68", and an empty answer is always right.
/// </summary>
internal static class Containment
{
    private static readonly SearchValues<char> Ascii = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");

    /// <summary>1 when the commonest answer stands inside the prediction, else 0.</summary>
    public static double Score(string prediction, IReadOnlyList<string> answers)
    {
        AcceptedAnswers.Require(prediction, answers);
        string answer = answers.Count == 1 ? answers[0] : Commonest(answers);
        return WordCharacters(prediction).Contains(WordCharacters(answer), StringComparison.Ordinal) ? 1 : 0;
    }

    /// <summary>
    /// What is compared: the letters, digits and "_" of the text in lower case, without anything between them.
    /// </summary>
    public static string WordCharacters(string text)
    {
        string lower = PythonCase.Lower(text);
        if (!lower.AsSpan().ContainsAnyExcept(Ascii))
        {
            return lower;
        }

        StringBuilder kept = new(lower.Length);
        foreach (Rune rune in lower.EnumerateRunes())
        {
            if (PythonText.IsWordCharacter(rune))
            {
                kept.Append(rune);
            }
        }

        return kept.ToString();
    }

    // As Python's Counter.most_common, which keeps the order of appearance among equals.
    private static string Commonest(IReadOnlyList<string> answers) =>
        answers.CountBy(answer => answer, StringComparer.Ordinal).MaxBy(pair => pair.Value).Key;
}
