using System.Text;

namespace Mpa.Evaluation.Metrics;

/// <summary>
/// The loose match of the MPA authors' release (scripts/utils/utils.py): lower-case both, drop everything that is no letter, digit or
/// "_", and ask whether the answer stands inside the prediction. For comparison with the paper only: "1" stands in "2011", "6.8" equals
/// "68", and an empty answer is always right.
/// </summary>
public static class Containment
{
    /// <summary>1 when one of the answers stands inside the prediction, else 0.</summary>
    public static double Score(string prediction, IReadOnlyList<string> answers)
    {
        AcceptedAnswers.Require(prediction, answers);
        string text = WordCharacters(prediction);
        return answers.Any(answer => text.Contains(WordCharacters(answer), StringComparison.Ordinal)) ? 1 : 0;
    }

    private static string WordCharacters(string text)
    {
        StringBuilder kept = new(text.Length);
        foreach (Rune rune in PythonText.Lower(text).EnumerateRunes())
        {
            if (PythonText.IsWordCharacter(rune))
            {
                kept.Append(rune);
            }
        }

        return kept.ToString();
    }
}
