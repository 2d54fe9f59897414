using System.Buffers;
using System.Globalization;
using System.Text;

namespace Mpa.Evaluation.Metrics;

/// <summary>
/// Makes answers comparable as the EvalAI leaderboards of TextVQA and OK-VQA do (facebookresearch/mmf, EvalAIAnswerProcessor, after
/// the VQA evaluation code of Tsung-Yi Lin): case, punctuation, articles, number words up to ten, apostrophes.
/// </summary>
public static class VqaNormalizer
{
    private const string Punctuation = ";/[]\"{}()=+\\_->@<`!";
    private const int PeriodLimit = 32; // The script passes re.UNICODE (32) where re.sub expects a count.

    private static readonly SearchValues<char> Special = SearchValues.Create(Punctuation + ".,?'\n\t");
    private static readonly string[] Numbers = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    private static readonly Dictionary<string, string> Digits = Numbers
        .Select((word, number) => (word, number))
        .Append((word: "none", number: 0))
        .ToDictionary(pair => pair.word, pair => pair.number.ToString(CultureInfo.InvariantCulture));

    /// <summary>The comparable form of an answer; may be empty.</summary>
    public static string Normalize(string text)
    {
        string lower = PythonCase.Lower(text);
        return JoinWords(lower.AsSpan().ContainsAny(Special) ? StripPunctuation(lower) : lower);
    }

    // Commas and question marks go first, so the script's rule for commas inside numbers never fires.
    private static string StripPunctuation(string lower)
    {
        StringBuilder text = new(PythonText.Strip(lower
            .Replace(",", "", StringComparison.Ordinal)
            .Replace("?", "", StringComparison.Ordinal)
            .Replace("'s", " 's", StringComparison.Ordinal)
            .Replace('\n', ' ')
            .Replace('\t', ' ')));
        string before = text.ToString();
        foreach (char mark in Punctuation)
        {
            if (before.Contains(mark, StringComparison.Ordinal))
            {
                text.Replace(mark.ToString(), StandsAtSpace(before, mark) ? "" : " ");
            }
        }

        return StripPeriods(text.ToString());
    }

    // A mark beside a space anywhere is deleted everywhere; otherwise it becomes a space.
    private static bool StandsAtSpace(string text, char mark)
    {
        for (int i = text.IndexOf(mark, StringComparison.Ordinal); i >= 0; i = text.IndexOf(mark, i + 1))
        {
            if ((i > 0 && text[i - 1] == ' ') || (i + 1 < text.Length && text[i + 1] == ' '))
            {
                return true;
            }
        }

        return false;
    }

    // Periods go unless a digit follows.
    private static string StripPeriods(string text)
    {
        StringBuilder kept = new(text.Length);
        int dropped = 0;
        for (int i = 0; i < text.Length; i++)
        {
            bool drop = text[i] == '.' && dropped < PeriodLimit && !PythonText.IsDigitAt(text, i + 1);
            dropped += drop ? 1 : 0;
            kept.Append(drop ? "" : text[i].ToString());
        }

        return kept.ToString();
    }

    private static string JoinWords(string text)
    {
        string joined = PythonText.JoinWords(text);
        if (!joined.Contains(' ', StringComparison.Ordinal))
        {
            return Word(joined) ?? "";
        }

        return string.Join(' ', joined.Split(' ').Select(Word).OfType<string>());
    }

    // Null for an article.
    private static string? Word(string word)
    {
        string number = Digits.GetValueOrDefault(word, word);
        return number is "a" or "an" or "the" ? null : VqaContractions.Restore(number);
    }
}
