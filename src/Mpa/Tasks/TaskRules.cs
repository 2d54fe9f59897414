using System.Text.Json;

namespace Mpa.Tasks;

/// <summary>The rules between the keys of a task, and over its lists.</summary>
internal static class TaskRules
{
    /// <summary>Every problem of a task, each beginning with its key and a space; none for one that can run.</summary>
    /// <param name="task">Each of whose keys is right by itself.</param>
    /// <param name="prefix">"task.".</param>
    public static IEnumerable<string> Problems(VqaTask task, string prefix) => VqaTasks.All.Contains(task)
        ? []
        : OfTask(task).Concat(OfAsks(task)).Concat(OfAnswer(task)).Concat(OfExamples(task))
            .Select(problem => prefix + problem);

    private static IEnumerable<string> OfTask(VqaTask task)
    {
        if (VqaTasks.Names.Contains(task.Name))
        {
            yield return $"name {task.Name} is that of a task of the program; give another";
        }

        if (task.Ask.Count == 0 && task.Questions.Count == 0)
        {
            yield return "ask must say what the teacher is asked for (or questions must hold some of your own)";
        }

        if (task.Questions.Any(string.IsNullOrWhiteSpace))
        {
            yield return "questions holds one without words";
        }
    }

    private static IEnumerable<string> OfAsks(VqaTask task)
    {
        string[] known = [TaskPrompts.Choices, TaskPrompts.Schema, TaskPrompts.Examples];
        for (int index = 0; index < task.Ask.Count; index++)
        {
            AskPrompt ask = task.Ask[index];
            string key = $"ask[{index}]";
            if (task.Ask.Count > 1 && string.IsNullOrWhiteSpace(ask.Kind))
            {
                yield return $"{key} needs a kind, since there are several";
            }

            if (task.Ask.Take(index).Any(other => other.Kind == ask.Kind && ask.Kind is not null))
            {
                yield return $"{key}.kind {ask.Kind} stands there twice";
            }

            foreach (string problem in OfText(task, ask.Prompt, known, asks: true))
            {
                yield return $"{key}.prompt {problem}";
            }
        }
    }

    private static IEnumerable<string> OfAnswer(VqaTask task)
    {
        (AnswerOptions answer, string form) = (task.Answer, task.Answer.Form);
        (bool Holds, string Problem)[] rules =
        [
            (answer.Sentence is not null || task.Language is null or "en",
                $"answer.sentence is missing: the program's own is English, the task's language is {task.Language}"),
            (form != AnswerForm.Choice || answer.Choices.Count > 1,
                "answer.choices must state two or more, since answer.form is choice"),
            (form != AnswerForm.YesNo || answer.Choices.Count is 0 or 2,
                "answer.choices must state the words for yes and no, in that order, or nothing"),
            (form is AnswerForm.Choice or AnswerForm.YesNo || answer.Choices.Count == 0,
                $"answer.choices states some, but answer.form is {form}; choice is the form that has them"),
            (answer.Choices.All(choice => !string.IsNullOrWhiteSpace(choice)), "answer.choices holds an empty one"),
            (form != AnswerForm.Json || IsObject(answer.Schema),
                "answer.schema must be a JSON schema, such as {\"type\":\"object\"}, since answer.form is json"),
            (form == AnswerForm.Json || answer.Schema is null,
                $"answer.schema is stated, but answer.form is {form}; json is the form that has one"),
        ];
        IEnumerable<string> overlap = AnswerChoices.Overlap(answer.Choices) is { } two
            ? [$"answer.choices \"{two.Inner}\" stands inside \"{two.Outer}\", so an answer could mean either; " +
                "rename one"]
            : [];
        string[] known = [TaskPrompts.Question, TaskPrompts.Choices, TaskPrompts.Schema];
        return rules.Where(rule => !rule.Holds).Select(rule => rule.Problem)
            .Concat(overlap)
            .Concat(answer.Sentence is { } sentence
                ? OfText(task, sentence, known, asks: false).Select(problem => $"answer.sentence {problem}")
                : []);
    }

    /// <summary>A text's placeholders: none that isn't known, and each that the task's form needs.</summary>
    private static IEnumerable<string> OfText(VqaTask task, string text, string[] known, bool asks)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            yield return "has no words";
        }

        foreach (string strange in TaskPrompts.In(text).Except(known))
        {
            yield return $"holds {strange}, which stands for nothing; those here are {string.Join(", ", known)}";
        }

        AnswerOptions answer = task.Answer;
        if (answer.Form == AnswerForm.Choice && !Holds(text, TaskPrompts.Choices)
            && !answer.Choices.All(choice => text.Contains(choice, StringComparison.OrdinalIgnoreCase)))
        {
            yield return $"lacks {TaskPrompts.Choices}, so that nobody is told what can be answered";
        }

        if (answer.Form == AnswerForm.Json && !Holds(text, TaskPrompts.Schema))
        {
            yield return $"lacks {TaskPrompts.Schema}, so that nobody is told what the JSON holds";
        }

        if (asks && task.Examples.Count > 0 && !Holds(text, TaskPrompts.Examples))
        {
            yield return $"lacks {TaskPrompts.Examples}, the place of the task's examples";
        }
    }

    private static IEnumerable<string> OfExamples(VqaTask task)
    {
        if (task.Answer.Form is AnswerForm.Json && !IsObject(task.Answer.Schema))
        {
            yield break; // told already
        }

        AnswerForm form = AnswerForm.Of(task);
        for (int index = 0; index < task.Examples.Count; index++)
        {
            TaskExample example = task.Examples[index];
            if (form.Problem(example.Answer) is { } problem)
            {
                yield return $"examples[{index}].answer breaks the form {form.Name}: {problem}";
            }

            if (example.Kind is { } kind && task.Ask.All(ask => ask.Kind != kind))
            {
                yield return $"examples[{index}].kind {kind} is none of ask";
            }
        }
    }

    private static bool Holds(string text, string placeholder) => text.Contains(placeholder, StringComparison.Ordinal);

    private static bool IsObject(string? json)
    {
        try
        {
            return json is not null && JsonElement.Parse(json).ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
