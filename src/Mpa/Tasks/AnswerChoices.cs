using System.Globalization;
using System.Text.Json;
using Mpa.Files;

namespace Mpa.Tasks;

/// <summary>Finds which of stated choices an answer names.</summary>
/// <param name="choices">As the task has them.</param>
internal sealed class AnswerChoices(IReadOnlyList<string> choices)
{
    /// <summary>
    /// The choice that the text is, or the only one that stands in it as words of their own; null for none and for
    /// several.
    /// </summary>
    public string? Read(string text)
    {
        string[] named = [.. choices.Where(choice => Holds(text, choice))];
        return choices.FirstOrDefault(choice => IsSame(text, choice)) ?? (named.Length == 1 ? named[0] : null);
    }

    /// <summary>
    /// Two choices of which one stands in the other, so that an answer in a sentence would name both; null without.
    /// </summary>
    public static (string Inner, string Outer)? Overlap(IReadOnlyList<string> choices) => choices
        .SelectMany((inner, index) => choices
            .Where((outer, other) => other != index && Holds(outer, inner))
            .Select(outer => ((string, string)?)(inner, outer)))
        .FirstOrDefault();

    /// <summary>The choices as a JSON list.</summary>
    public static string Json(IReadOnlyList<string> choices) => JsonSerializer.Serialize(choices, MpaJson.Line);

    private static bool IsSame(string text, string choice) =>
        Mpa.Evaluation.Metrics.AnswerText.Plain(text).Equals(choice.Trim(), StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the words stand in the text, no letter or digit of a spaced script beside them.</summary>
    private static bool Holds(string text, string words)
    {
        for (int at = 0; (at = text.IndexOf(words, at, StringComparison.OrdinalIgnoreCase)) >= 0; at++)
        {
            int end = at + words.Length;
            if ((at == 0 || !Joins(text[at - 1], text[at])) && (end == text.Length || !Joins(text[end - 1], text[end])))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Joins(char one, char other) => IsOfWord(one) && IsOfWord(other);

    // Chinese, Japanese and Thai put no space between words, so that every place in them is a border.
    private static bool IsOfWord(char letter) => char.GetUnicodeCategory(letter) switch
    {
        UnicodeCategory.OtherLetter => letter is >= '\u0590' and < '\u0e00' or >= '\uac00' and <= '\ud7af',
        _ => char.IsLetterOrDigit(letter) || letter is '_' or '\u0300',
    };
}
