using System.Globalization;
using System.Text.RegularExpressions;

namespace Mpa.Annotation;

/// <summary>Reads a reply with labels ("Question: … Answer: …", "Q: …"), or a question with its answer on the next line.</summary>
internal static partial class LabelledReply
{
    /// <summary>The first question and the first answer after it (or before it, where the teacher began with the answer).</summary>
    public static (string? Question, string? Answer, string? Detail) Read(string reply)
    {
        string text = reply.ReplaceLineEndings("\n").Replace("**", "", StringComparison.Ordinal);
        Match[] labels = [.. Label().Matches(text).Cast<Match>()];
        int question = Array.FindIndex(labels, IsQuestion);
        if (question < 0)
        {
            return Array.Exists(labels, label => !IsQuestion(label)) ? (null, null, null) : TwoLines(text);
        }

        int answer = Array.FindIndex(labels, question, label => !IsQuestion(label));
        answer = answer < 0 ? Array.FindIndex(labels, label => !IsQuestion(label)) : answer;
        return answer < 0
            ? TwoLines(Segment(text, labels, question))
            : (Segment(text, labels, question), Segment(text, labels, answer), MorePairs(labels.Count(IsQuestion)));
    }

    /// <summary>A note for people when the reply held more than the pair that was taken.</summary>
    public static string? MorePairs(int pairs) =>
        pairs < 2 ? null : string.Create(CultureInfo.InvariantCulture, $"the reply holds {pairs} pairs; the first was taken");

    /// <summary>A first line that ends with a question mark, and the line after it.</summary>
    private static (string? Question, string? Answer, string? Detail) TwoLines(string text)
    {
        string[] lines = [.. text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];
        int asked = Array.FindIndex(lines, line => line.TrimEnd('*', '_', '"', ' ') is [.., '?' or '？']);
        return asked < 0 || asked + 1 == lines.Length
            ? (string.Join(' ', lines), null, null)
            : (string.Join(' ', lines[..(asked + 1)]), lines[asked + 1], null);
    }

    private static string Segment(string text, Match[] labels, int index)
    {
        int start = labels[index].Index + labels[index].Length;
        int end = index + 1 < labels.Length ? labels[index + 1].Index : text.Length;
        return text[start..end];
    }

    private static bool IsQuestion(Match label) => label.Groups["question"].Success;

    /// <summary>
    /// A whole word with its colon anywhere; a single letter only where a line begins, or (for the answer) after a question mark. A
    /// number, white space and emphasis may stand before the colon, a list mark or heading before the word.
    /// </summary>
    [GeneratedRegex(
        """
        (?: ^[^\S\n]{0,8}(?:[#>•*\-]|\d{1,3}[.)])?[^\S\n]{0,4}["*_]{0,2} | (?<=[\s"*_,.?!？。]) )
        (?: (?<question>question|问题|問題|質問) | (?<answer>answer|答案|回答|答え) )
        [^\S\n]{0,4}[#]?\d{0,3}[^\S\n]{0,4}["*_]{0,2}[^\S\n]{0,4}[:：]
        |
        (?: ^[^\S\n]{0,8}(?:[#>•*\-]|\d{1,3}[.)])?[^\S\n]{0,4}["*_]{0,2} | (?<=[?？]["*_]{0,2}\s{1,4})(?=a) )
        (?: (?<question>q|问) | (?<answer>a|答) )
        \d{0,3}[^\S\n]{0,4}["*_]{0,2}[:：]
        """,
        RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Label();
}
