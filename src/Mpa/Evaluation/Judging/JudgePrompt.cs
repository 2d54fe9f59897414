using System.Text.Json;
using Mpa.Files;

namespace Mpa.Evaluation.Judging;

/// <summary>What the judge is asked, and how its reply is read.</summary>
internal static class JudgePrompt
{
    private static readonly char[] Around = [.. " \t\r\n\"'`*_.,:;!()[]<>"];

    /// <summary>
    /// The user's text. The answers stand in it as JSON texts, so that one that gives orders can't be taken for ours.
    /// </summary>
    public static string Of(JudgedText answer) =>
        $"""
        Question: {Quote(answer.Question)}
        Accepted answers: {string.Join(", ", answer.Accepted.Distinct().Select(Quote))}
        Given answer: {Quote(answer.Text)}
        Does the given answer mean the same as one of the accepted answers? Reply with one word, yes or no.
        """.ReplaceLineEndings("\n");

    /// <summary>The verdict; null when the reply says neither or both.</summary>
    public static bool? Read(string reply)
    {
        string[] words =
        [
            .. reply.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
                .Select(word => word.Trim(Around).ToUpperInvariant()),
        ];
        return words.FirstOrDefault(word => word.Length > 0) switch
        {
            "YES" => true,
            "NO" => false,
            _ => (words.Contains("YES"), words.Contains("NO")) switch
            {
                (true, false) => true,
                (false, true) => false,
                _ => null,
            },
        };
    }

    private static string Quote(string text) => JsonSerializer.Serialize(text, MpaJson.Line);
}
