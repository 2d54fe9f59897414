using System.Buffers;
using System.Globalization;
using System.Text;

namespace Mpa.Evaluation.Metrics;

/// <summary>
/// VQA accuracy: min(1, matches / 3), as the mean over leaving out each human answer once. Source: Antol et al. 2015,
/// "VQA", section 4.2, and visualqa.org/evaluation; texts are made comparable by <see cref="VqaNormalizer"/>, as the
/// TextVQA and OK-VQA leaderboards do.
/// </summary>
internal static class VqaAccuracy
{
    private const int Enough = 3;

    /// <summary>
    /// 0..1. The data sets give ten answers. With fewer than four, as many matches are enough as there are others, so
    /// that a perfect answer scores 1; one answer means equality.
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

/// <summary>
/// Makes answers comparable as the EvalAI leaderboards of TextVQA and OK-VQA do (facebookresearch/mmf,
/// EvalAIAnswerProcessor, after the VQA evaluation code of Tsung-Yi Lin): case, punctuation, articles, number words up
/// to ten, apostrophes.
/// </summary>
internal static class VqaNormalizer
{
    private const string Punctuation = ";/[]\"{}()=+\\_->@<`!";
    private const int PeriodLimit = 32; // The script passes re.UNICODE (32) where re.sub expects a count.

    private static readonly SearchValues<char> Special = SearchValues.Create(Punctuation + ".,?'\n\t");
    private static readonly string[] Numbers =
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

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

/// <summary>
/// Apostrophes that the VQA evaluation code restores, as written:restored. Its entries with capital letters are left
/// out, since words are lower case here; its odd ones ("somebody'd") are kept.
/// </summary>
internal static class VqaContractions
{
    private const string Table = """
        aint:ain't arent:aren't cant:can't couldve:could've couldnt:couldn't couldn'tve:couldn't've
        couldnt've:couldn't've didnt:didn't doesnt:doesn't dont:don't hadnt:hadn't hadnt've:hadn't've hadn'tve:hadn't've
        hasnt:hasn't havent:haven't hed:he'd hed've:he'd've he'dve:he'd've hes:he's howd:how'd howll:how'll hows:how's
        isnt:isn't itd:it'd itd've:it'd've it'dve:it'd've itll:it'll maam:ma'am mightnt:mightn't mightnt've:mightn't've
        mightn'tve:mightn't've mightve:might've mustnt:mustn't mustve:must've neednt:needn't notve:not've oclock:o'clock
        oughtnt:oughtn't ow's'at:'ow's'at 'ows'at:'ow's'at 'ow'sat:'ow's'at shant:shan't shed've:she'd've
        she'dve:she'd've shouldve:should've shouldnt:shouldn't shouldnt've:shouldn't've shouldn'tve:shouldn't've
        somebody'd:somebodyd somebodyd've:somebody'd've somebody'dve:somebody'd've somebodyll:somebody'll
        somebodys:somebody's someoned:someone'd someoned've:someone'd've someone'dve:someone'd've someonell:someone'll
        someones:someone's somethingd:something'd somethingd've:something'd've something'dve:something'd've
        somethingll:something'll thats:that's thered:there'd thered've:there'd've there'dve:there'd've therere:there're
        theres:there's theyd:they'd theyd've:they'd've they'dve:they'd've theyll:they'll theyre:they're theyve:they've
        twas:'twas wasnt:wasn't wed've:we'd've we'dve:we'd've weve:we've werent:weren't whatll:what'll whatre:what're
        whats:what's whatve:what've whens:when's whered:where'd wheres:where's whereve:where've whod:who'd
        whod've:who'd've who'dve:who'd've wholl:who'll whos:who's whove:who've whyll:why'll whyre:why're whys:why's
        wont:won't wouldve:would've wouldnt:wouldn't wouldnt've:wouldn't've wouldn'tve:wouldn't've yall:y'all
        yall'll:y'all'll y'allll:y'all'll yall'd've:y'all'd've y'alld've:y'all'd've y'all'dve:y'all'd've youd:you'd
        youd've:you'd've you'dve:you'd've youll:you'll youre:you're youve:you've
        """;

    private static readonly Dictionary<string, string> Restored = Table
        .Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split(':'))
        .ToDictionary(pair => pair[0], pair => pair[1]);

    /// <summary>The word with its apostrophe.</summary>
    public static string Restore(string word) => Restored.GetValueOrDefault(word, word);
}
