using System.Globalization;
using System.Text.RegularExpressions;

namespace Mpa.Annotation;

/// <summary>
/// Reads a reply with labels ("Question: … Answer: …", "Q: …"), or a question with its answer on the next line.
/// </summary>
internal static partial class LabeledReply
{
    /// <summary>
    /// The first question and the first answer after it (or before it, where the teacher began with the answer).
    /// </summary>
    public static (string? Question, string? Answer, string? Detail) Read(string reply)
    {
        string text = reply.ReplaceLineEndings("\n").Replace("**", "", StringComparison.Ordinal);
        Match[] labels = [.. Label().Matches(text).Cast<Match>()];
        string[] segments =
        [
            .. labels.Select((label, index) => Segment(text, label, labels.ElementAtOrDefault(index + 1)))
        ];
        int question = Enumerable.Range(0, labels.Length)
            .FirstOrDefault(index => IsQuestion(labels[index]) && !string.IsNullOrWhiteSpace(segments[index]), -1);
        int after = Array.FindIndex(labels, question + 1, label => !IsQuestion(label));
        int answer = after >= 0 ? after : Array.FindIndex(labels, label => !IsQuestion(label));
        return (question, answer) switch
        {
            (-1, -1) => TwoLines(text),
            (-1, _) => (AskedBefore(text, labels[answer]), segments[answer], null),
            (_, -1) => TwoLines(segments[question]),
            _ => (segments[question], segments[answer], MorePairs(labels.Count(IsQuestion))),
        };
    }

    /// <summary>A note for people when the reply held more than the pair that was taken.</summary>
    public static string? MorePairs(int pairs) =>
        pairs < 2
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"the reply holds {pairs} pairs; the first was taken");

    /// <summary>
    /// A line that ends with a question mark, and the line after it. An introduction that ends with a colon is left
    /// out.
    /// </summary>
    private static (string? Question, string? Answer, string? Detail) TwoLines(string text)
    {
        string[] lines = Lines(text);
        int asked = Array.FindIndex(lines, IsAsked);
        if (asked < 0 || asked + 1 == lines.Length)
        {
            return (string.Join(' ', lines), null, null);
        }

        int start = Array.FindLastIndex(lines, asked, line => line[^1] == ':') + 1;
        return (string.Join(' ', lines[start..(asked + 1)]), lines[asked + 1], null);
    }

    /// <summary>Where only the answer has a label: the line before it that ends with a question mark.</summary>
    private static string? AskedBefore(string text, Match answer) => Lines(text[..answer.Index]).LastOrDefault(IsAsked);

    private static string[] Lines(string text) =>
        [.. text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];

    private static bool IsAsked(string line) => line.TrimEnd('*', '_', '"', ' ') is [.., '?' or '？' or '؟'];

    private static string Segment(string text, Match label, Match? next) =>
        text[(label.Index + label.Length)..(next?.Index ?? text.Length)];

    private static bool IsQuestion(Match label) => label.Groups["question"].Success;

    /// <summary>
    /// A word with its colon where a line begins, the question's also after any white space, the answer's also after
    /// the end of a sentence; a single letter only where a line begins, or (the answer's) after a question mark. A list
    /// mark or a heading may stand before it; a number, white space and emphasis before its colon. Every repetition is
    /// bounded, so that no reply takes long.
    /// </summary>
    [GeneratedRegex(
        """
        (?: (?: ^[^\S\n]{0,8}(?:[#>•*\-]{1,6}|\d{1,3}[.)])?[^\S\n]{0,4}["*_]{0,2} | (?<=[\s"*_,.?!？。]) )
              (?<question>question|问题|問題|質問|السؤال|سؤال|otázka|frage|pregunta|प्रश्न|pertanyaan|domanda|질문|vraag
                |pytanie|pergunta|вопрос|fråga|soru|питання|câu[ ]hỏi)
          | (?: ^[^\S\n]{0,8}(?:[#>•*\-]{1,6}|\d{1,3}[.)])?[^\S\n]{0,4}["*_]{0,2} | (?<=["*_,.?!？。]\s{0,3}) )
              (?<answer>answer|答案|回答|答え|الإجابة|إجابة|جواب|odpověď|antwort|respuesta|réponse|उत्तर|jawaban|risposta|답변|답
                |antwoord|odpowiedź|resposta|ответ|svar|cevap|yanıt|відповідь|trả[ ]lời) )
        [^\S\n]{0,4}[#]?\d{0,3}[^\S\n]{0,4}["*_]{0,2}[^\S\n]{0,4}[:：]
        |
        (?: ^[^\S\n]{0,8}(?:[#>•*\-]{1,6}|\d{1,3}[.)])?[^\S\n]{0,4}["*_]{0,2} | (?<=[?？]["*_]{0,2}\s{1,4})(?=a) )
        (?: (?<question>q|问) | (?<answer>a|答) )
        \d{0,3}[^\S\n]{0,4}["*_]{0,2}[:：]
        """,
        RegexOptions.IgnoreCase
        | RegexOptions.Multiline
        | RegexOptions.IgnorePatternWhitespace
        | RegexOptions.CultureInvariant)]
    private static partial Regex Label();
}
