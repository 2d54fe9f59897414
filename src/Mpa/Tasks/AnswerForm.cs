using Mpa.Evaluation.Metrics;

namespace Mpa.Tasks;

/// <summary>
/// What an answer of a task is: how the teacher is told, what is wrong with a pair's answer, and what of two answers is
/// compared. The program's own tasks have phrases, of which nothing is asked or changed.
/// </summary>
/// <param name="Name">As a task names it.</param>
/// <param name="Sentence">What follows a question where the task has no sentence of its own.</param>
/// <param name="Matcher">The metric that fits.</param>
internal sealed record AnswerForm(string Name, string Sentence, string Matcher)
{
    public const string Phrase = "phrase";
    public const string YesNo = "yesno";
    public const string Choice = "choice";
    public const string Json = "json";
    private const string List = "list";

    private static readonly AnswerForm[] All =
    [
        new(Phrase, "Answer with a single word or phrase.", "exact"),
        new("word", "Answer with a single word.", "exact") { Faulty = WordProblem },
        new("number", "Answer with a number.", "relaxed"),
        new("sentence", "Answer in one sentence.", "f1") { IsWhole = true },
        new(List, "Answer with a list, separated by commas.", "anls-star") { IsWhole = true, IsStructured = true },
        new(YesNo, "Answer yes or no.", "exact"),
        new(Choice, $"Answer with one of these: {TaskPrompts.Choices}.", "exact"),
        new(Json, $"Answer with JSON of this schema: {TaskPrompts.Schema}", "anls-star")
        {
            IsWhole = true,
            IsStructured = true,
        },
    ];

    /// <summary>The names that a task can give.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(form => form.Name)];

    /// <summary>The answers that there are; none where any will do.</summary>
    public IReadOnlyList<string> Choices { get; private init; } = [];

    /// <summary>
    /// Whether an answer may run over lines; of another form the first line that says something is it.
    /// </summary>
    public bool IsWhole { get; private init; }

    /// <summary>Whether an answer may be a list or a map in JSON.</summary>
    public bool IsStructured { get; private init; }

    /// <summary>The JSON schema that an answer keeps, for servers that can be held to one.</summary>
    public string Schema { get; private init; } = """{"type":"string"}""";

    private Func<string, string?> Faulty { get; init; } = _ => null;

    // What of an answer is compared, and how its letters are written before; null for the answer as it is.
    private Func<string, string>? Same { get; init; }

    private Func<string, string>? Normal { get; init; }

    private bool IsPlain => Same is null && Normal is null;

    /// <summary>The form of a task's answers.</summary>
    public static AnswerForm Of(VqaTask task)
    {
        AnswerForm form = All.FirstOrDefault(one => one.Name == task.Answer.Form)
            ?? throw new MpaException($"task.answer.form {task.Answer.Form} is none of {string.Join(", ", Names)}");
        Language language = Languages.Of(task);
        AnswerForm own = form.Name switch
        {
            Choice => form.Among(task.Answer.Choices),
            YesNo => form.Among(task.Answer.Choices.Count > 0 ? task.Answer.Choices : [language.Yes, language.No]),
            "number" => form with
            {
                Faulty = text => AnswerNumber.Read(text, language.DecimalComma) is null ? "it is no number" : null,
                Same = text => AnswerNumber.Read(text, language.DecimalComma) ?? text,
            },
            List => form with
            {
                Schema = """{"type":"array","items":{"type":"string"}}""",
                Same = AnswerList.Comparable,
            },
            Json => form with
            {
                Schema = task.Answer.Schema ?? form.Schema,
                Faulty = text => JsonShape.Problem(task.Answer.Schema ?? "{}", text),
            },
            _ => form,
        };
        return own with { Normal = task.Language is null ? null : LanguageText.Plain };
    }

    /// <summary>What is wrong with an answer, in words that a model can act on; null for one of the form.</summary>
    public string? Problem(string answer) => Faulty(Written(answer));

    /// <summary>
    /// An answer of the form as a pair has it: a choice in the task's own letters, all else as written.
    /// </summary>
    public string Settle(string answer) => Choices.Count > 0 ? Comparable(answer) : answer;

    /// <summary>What of an answer is compared: 1.200,5 kg is 1200.5, and "It is a dent." is the choice dent.</summary>
    public string Comparable(string answer) => Same?.Invoke(Written(answer)) ?? Written(answer);

    /// <summary>The metric as this task's answers are compared by it.</summary>
    public AnswerMetric Comparing(AnswerMetric metric) => IsPlain ? metric : metric with
    {
        Score = (said, answers) => metric.Score(Comparable(said), [.. answers.Select(Comparable)]),
        Plain = text => metric.Plain is { } plain ? plain(Comparable(text)) : Comparable(text),
    };

    private string Written(string answer) => Normal?.Invoke(answer) ?? answer;

    private AnswerForm Among(IReadOnlyList<string> choices)
    {
        AnswerChoices among = new(choices);
        return this with
        {
            Choices = choices,
            Schema = $$"""{"type":"string","enum":{{AnswerChoices.Json(choices)}}}""",
            Faulty = text => among.Read(text) is null ? $"it is none of: {TaskPrompts.List(choices)}" : null,
            Same = text => among.Read(text) ?? text,
        };
    }

    private static string? WordProblem(string text) =>
        text.Trim().Any(char.IsWhiteSpace) ? "it is more than one word" : null;
}
