using System.Text.RegularExpressions;
using Mpa.Files;
using Mpa.Replies;
using Mpa.Tasks;

namespace Mpa.Annotation;

/// <summary>Cleans the text of a question or an answer.</summary>
internal static partial class ReplyText
{
    private static readonly char[] Dressing = [' ', '\t', '\n', '\r', '*', '_', '`', '#', .. OuterSpace.WithoutWidth];

    /// <summary>A question may run over lines; it becomes one line.</summary>
    public static string Question(string text) => Unquote(Undress(WhiteSpace().Replace(text, " ")));

    /// <summary>
    /// The first line that says something; a bullet before it and a full stop after it are taken off.
    /// </summary>
    /// <param name="text">What stands where the answer is.</param>
    /// <param name="form">One that may run over lines is taken whole; JSON without what stands around it.</param>
    public static string Answer(string text, AnswerForm form) => form switch
    {
        { IsStructured: true } when LooseJson.Find(text) is { } json => json.ToJsonString(MpaJson.Line),
        { IsWhole: true } => Unquote(Undress(form.IsStructured ? text : WhiteSpace().Replace(text, " "))),
        _ => FirstLine(text),
    };

    private static string FirstLine(string text)
    {
        string line = text
            .Split('\n')
            .Select(part => Unquote(Undress(Bullet().Replace(part, ""))))
            .FirstOrDefault(part => part.Length > 0)
            ?? "";
        return Unquote(Undress(WithoutFullStop(WhiteSpace().Replace(line, " "))));
    }

    /// <summary>
    /// "Red." gives "Red"; "U.S." and "etc..." stay, since another full stop stands in their last word.
    /// </summary>
    private static string WithoutFullStop(string text)
    {
        string last = text[(text.LastIndexOf(' ') + 1)..];
        return last.Count(letter => letter == '.') == 1 && last.Length > 1 && last[^1] == '.' ? text[..^1] : text;
    }

    private static string Undress(string text) => text.Trim(Dressing);

    private static string Unquote(string text)
    {
        bool quoted = text.Length > 2
            && (text[0], text[^1]) is ('"', '"') or ('\'', '\'') or ('“', '”') or ('‘', '’') or ('「', '」');
        return quoted ? text[1..^1].Trim() : text;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();

    [GeneratedRegex(@"^\s*[-•*]\s+")]
    private static partial Regex Bullet();
}
