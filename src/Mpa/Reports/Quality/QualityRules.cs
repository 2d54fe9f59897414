using System.Text.RegularExpressions;
using Mpa.Evaluation.Metrics;

namespace Mpa.Reports.Quality;

/// <summary>A sign that something is wrong with a pair.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Meaning">Why it matters, in a few words.</param>
/// <param name="Breaks">Whether a pair shows it.</param>
internal sealed record QualityRule(string Name, string Meaning, Func<QuotedPair, bool> Breaks);

/// <summary>
/// What is looked for in every pair. A rule is a count to look at and decides nothing: a "no" may be the right answer.
/// </summary>
internal static partial class QualityRules
{
    private const int SentenceWords = 3, LongWords = 15;

    private static readonly HashSet<string> Placeholders =
    [
        "null", "nil", "n/a", "na", "nan", "unknown", "undefined", "unanswerable", "not applicable", "...", "-", "?",
        "answer", "[answer]", "<answer>",
    ];

    /// <summary>All of them, in the order of the report.</summary>
    public static IReadOnlyList<QualityRule> All { get; } =
    [
        new("empty", "no question or no answer", HasGap),
        new("placeholder", "“null”, “n/a” and the like in place of an answer", HasPlaceholder),
        new("refusal", "the answer says that it can't be told", pair => Refusal().IsMatch(pair.Answer)),
        new(
            "markup left over",
            "labels, Markdown or chat tokens inside question or answer",
            pair => Leftover().IsMatch(pair.Question) || Leftover().IsMatch(pair.Answer)),
        new("answer inside the question", "may be told without the image", StandsInQuestion),
        new(
            "the same with spaces dropped",
            "as the authors' script compares: “no” stands in “an orange” too",
            RunsThroughQuestion),
        new(
            "more than 3 words",
            "a one-phrase re-answer hardly repeats it",
            pair => Words.Count(pair.Answer) > SentenceWords),
        new("more than 15 words", "an explanation, not an answer", pair => Words.Count(pair.Answer) > LongWords),
        new("ends with a full stop", "a sentence", pair => pair.Answer.TrimEnd().EndsWith('.')),
        new("yes or no", "half of these are right by chance", pair => Bare(pair.Answer) is "yes" or "no"),
        new("no question mark", "the test's questions have one", pair => !pair.Question.TrimEnd().EndsWith('?')),
        new(
            "letters outside ASCII",
            "right in most languages, a leak in an English set",
            pair => !pair.Answer.All(char.IsAscii)),
        new(
            "Chinese, Japanese or Korean letters",
            "a leak where the set is in another language",
            pair => Cjk().IsMatch(pair.Question) || Cjk().IsMatch(pair.Answer)),
    ];

    private static bool HasGap(QuotedPair pair) =>
        string.IsNullOrWhiteSpace(pair.Question) || string.IsNullOrWhiteSpace(pair.Answer);

    private static bool HasPlaceholder(QuotedPair pair) => Placeholders.Contains(Bare(pair.Answer));

    private static bool StandsInQuestion(QuotedPair pair) =>
        Spaced(pair.Answer) is { Length: > 2 } answer
        && Spaced(pair.Question).Contains(answer, StringComparison.Ordinal);

    private static bool RunsThroughQuestion(QuotedPair pair) =>
        Containment.WordCharacters(pair.Answer) is { Length: > 0 } answer
        && Containment.WordCharacters(pair.Question).Contains(answer, StringComparison.Ordinal);

    // The words in lower case, each between two spaces.
    private static string Spaced(string text) =>
        $" {string.Join(' ', Word().Matches(text.ToLowerInvariant()).Select(word => word.Value))} ";

    private static string Bare(string text)
    {
        string trimmed = text.Trim();
        return trimmed.TrimEnd('.', '!').ToLowerInvariant() is { Length: > 0 } bare ? bare : trimmed;
    }

    [GeneratedRegex(@"\w+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex(
        @"\b(not|isn't|aren't) (visible|legible|readable|shown|specified|mentioned|provided|given|stated|clear"
        + @"|possible to)\b"
        + @"|\b(cannot|can't|can not|could not|couldn't|unable to) (be )?(see|seen|tell|read|say|determine|determined"
        + @"|identify|identified|answer|answered)\b"
        + @"|\b(sorry|no information|not enough information|as an ai|i don't know|i do not know)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Refusal();

    [GeneratedRegex(
        @"\*\*|__\S|```|^\s*#{1,6} |</?[a-z][^>]*>|<\||\|>|\\boxed|\[/?INST\]|&(amp|lt|gt|quot);"
        + @"|\b(question|answer)\s*:",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Leftover();

    // Kana, ideographs and their extensions in the first plane, Hangul.
    [GeneratedRegex(
        @"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]", RegexOptions.CultureInvariant)]
    private static partial Regex Cjk();
}
