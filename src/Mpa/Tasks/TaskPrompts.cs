using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Mpa.Tasks;

/// <summary>Puts into a task's texts what their placeholders stand for.</summary>
internal static partial class TaskPrompts
{
    public const string Question = "{question}";
    public const string Choices = "{choices}";
    public const string Schema = "{schema}";
    public const string Examples = "{examples}";

    /// <summary>What asks the teacher for a pair of a kind.</summary>
    public static string Ask(VqaTask task, AskPrompt ask) => Fill(task, ask.Prompt)
        .Replace(Examples, Shown(task, ask), StringComparison.Ordinal);

    // Filled once a task: a run asks millions of questions.
    private static readonly ConditionalWeakTable<VqaTask, string> Sentences = [];

    /// <summary>What asks a question; the user's words go in last, so that no placeholder in them is filled.</summary>
    public static string Answer(VqaTask task, string question)
    {
        string sentence = Sentences.GetValue(
            task, unfilled => Fill(unfilled, unfilled.Answer.Sentence ?? AnswerForm.Of(unfilled).Sentence));
        return sentence.Contains(Question, StringComparison.Ordinal)
            ? sentence.Replace(Question, question, StringComparison.Ordinal)
            : $"{question} {sentence}";
    }

    /// <summary>The placeholders in a text: words of lower-case letters in braces.</summary>
    public static IEnumerable<string> In(string text) => Placeholder().Matches(text).Select(match => match.Value);

    /// <summary>The choices as a sentence lists them.</summary>
    public static string List(IReadOnlyList<string> choices) => string.Join(", ", choices);

    private static string Fill(VqaTask task, string text) => text
        .Replace(Choices, List(AnswerForm.Of(task).Choices), StringComparison.Ordinal)
        .Replace(Schema, task.Answer.Schema?.Trim(), StringComparison.Ordinal);

    private static string Shown(VqaTask task, AskPrompt ask)
    {
        Language language = Languages.Of(task);
        return string.Join("\n\n", task.Examples
            .Where(example => example.Kind is null || example.Kind == ask.Kind)
            .Select(example =>
                $"{language.Question}: {example.Question}\n{language.Answer}: {example.Answer}"));
    }

    [GeneratedRegex(@"\{[a-z]+\}", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();
}
