using System.Text.Json;
using System.Text.Json.Serialization;
using Mpa.Evaluation.Judging;
using Mpa.Evaluation.Metrics;
using Mpa.Files;
using Mpa.Recipes;

namespace Mpa.Tasks;

/// <summary>
/// What sets one kind of visual question answering apart: what is asked of the teacher, how questions are answered, and
/// how answers are compared. One of the program's own by its name, or a map of the user's.
/// </summary>
public sealed record VqaTask
{
    /// <summary>What pages and messages call the task.</summary>
    [AnyValue("words of the user's own; TaskRules refuses those of the program's tasks")]
    public required string Name { get; init; }

    /// <summary>
    /// Language of questions and answers, such as de or ja. Stated, texts are compared by Unicode's compatibility form
    /// (full-width letters, other digits, other quotation marks), and yes and no are that language's.
    /// </summary>
    [OneOf(typeof(Languages), nameof(Languages.Codes))]
    public string? Language { get; init; }

    /// <summary>
    /// What the teacher is asked for, a prompt for each kind of question; the kinds are mixed by their weights. May
    /// hold {choices}, {schema} and {examples}.
    /// </summary>
    [AnyValue("TaskRules looks at each")]
    public IReadOnlyList<AskPrompt> Ask { get; init; } = [];

    /// <summary>How questions are answered, in PI, in PL and in evaluation alike.</summary>
    public AnswerOptions Answer { get; init; } = new();

    /// <summary>How PI decides whether an answer is the pseudo answer: the name of a metric, or a map.</summary>
    public MatcherOptions? Matcher { get; init; }

    /// <summary>A score of at least this is a match; null takes the matcher's own.</summary>
    [Between(0.001, 1)]
    public double? Threshold { get; init; }

    /// <summary>Name of the metric by which the test is scored; null takes the matcher.</summary>
    [OneOf(typeof(AnswerMetrics), nameof(AnswerMetrics.Names))]
    public string? Metric { get; init; }

    /// <summary>Questions with their answers that the teacher is shown in place of {examples}.</summary>
    [AnyValue("TaskRules looks at each")]
    public IReadOnlyList<TaskExample> Examples { get; init; } = [];

    /// <summary>
    /// Questions of the user's own, put to the teacher about every image: it writes none, and gives the answers alone.
    /// </summary>
    [AnyValue("whatever the user wants to know")]
    public IReadOnlyList<string> Questions { get; init; } = [];

    /// <summary>Name of the matcher, the form's own where the task names none.</summary>
    [JsonIgnore]
    public string MatcherName => Matcher?.Metric ?? AnswerForm.Of(this).Matcher;

    /// <summary>Name of the metric, the matcher where the task names none.</summary>
    [JsonIgnore]
    public string MetricName => Metric ?? MatcherName;

    /// <summary>
    /// The user's text that asks a question. One function for PI, PL and evaluation, so that they can't differ.
    /// </summary>
    /// <param name="question">With its question mark, if it has one.</param>
    public string AnswerPrompt(string question) => TaskPrompts.Answer(this, question);

    /// <summary>
    /// What of the task changes how answers are asked for and compared, for content keys; of the program's tasks the
    /// sentence alone, as earlier versions had it.
    /// </summary>
    internal object AnswerKey => VqaTasks.All.Contains(this)
        ? AnswerPrompt("")
        : new object?[] { AnswerPrompt(""), Language, Answer.Form, Answer.Choices, Answer.Schema };

    /// <summary>
    /// The same of what is asked of the teacher and how its reply is read; of the program's tasks the prompt alone.
    /// </summary>
    internal object AskKey => VqaTasks.All.Contains(this)
        ? Ask[0].Prompt
        : new object?[] { Ask.Select(ask => TaskPrompts.Ask(this, ask)), Ask, Questions, AnswerKey };

    /// <summary>A metric as this task's answers are compared by it.</summary>
    /// <param name="name">Null takes the matcher, at the task's threshold.</param>
    internal AnswerMetric Comparing(string? name)
    {
        AnswerMetric metric = AnswerForm.Of(this).Comparing(AnswerMetrics.Named(name ?? MatcherName));
        return name is null && Threshold is { } threshold ? metric with { MatchThreshold = threshold } : metric;
    }

    /// <summary>Whether both say the same, wherever they were read.</summary>
    public bool Equals(VqaTask? other) => ReferenceEquals(this, other)
        || (other is not null && other.Name == Name && Text(other) == Text(this));

    /// <inheritdoc/>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    /// <summary>The task of that name.</summary>
    /// <exception cref="MpaException">No such task; the message names the nearest.</exception>
    public static VqaTask Named(string name) =>
        VqaTasks.All.FirstOrDefault(task => task.Name == name) ?? throw Unknown(name);

    private static string Text(VqaTask task) => JsonSerializer.Serialize(task, MpaJson.Line);

    private static MpaException Unknown(string name)
    {
        string hint = NearestName.Of(name, VqaTasks.Names) is { } nearest ? $" Did you mean \"{nearest}\"?" : "";
        return new MpaException(
            $"There is no task \"{name}\".{hint} The tasks are {string.Join(", ", VqaTasks.Names)}; "
            + "one of your own is a map, or the path of a YAML file (docs/guide/tasks.md).");
    }
}

/// <summary>How two answers are compared.</summary>
public sealed record MatcherOptions
{
    /// <summary>Name of the metric; null takes the form's own.</summary>
    [TextAlone]
    [OneOf(typeof(AnswerMetrics), nameof(AnswerMetrics.Names))]
    public string? Metric { get; init; }

    /// <summary>
    /// A model that decides, in the metric's place, whether two answers to a question mean the same; the metric's word
    /// is kept beside its. Answers that are equal aren't put to it.
    /// </summary>
    public JudgeOptions? Judge { get; init; }
}

/// <summary>One way to ask the teacher for a pair.</summary>
public sealed record AskPrompt
{
    /// <summary>What rows and the report call the questions that it gives; null without kinds.</summary>
    [AnyValue("words of the user's own")]
    public string? Kind { get; init; }

    /// <summary>The user's text that asks the teacher for one question and its answer.</summary>
    [TextAlone]
    [AnyValue("TaskRules looks at its placeholders")]
    public required string Prompt { get; init; }

    /// <summary>How many of the requests are of this kind, against the other kinds' weights.</summary>
    [Between(1, 1000)]
    public int Weight { get; init; } = 1;
}

/// <summary>How the questions of a task are answered.</summary>
public sealed record AnswerOptions
{
    /// <summary>
    /// Follows every question; or, where it holds {question}, stands around it. May hold {choices} and {schema}. Null
    /// takes the form's own, in English.
    /// </summary>
    [TextAlone]
    [AnyValue("TaskRules looks at its placeholders")]
    public string? Sentence { get; init; }

    /// <summary>
    /// What an answer is; a pair whose answer is something else is unusable, and the teacher is told so.
    /// </summary>
    [OneOf(typeof(AnswerForm), nameof(AnswerForm.Names))]
    public string Form { get; init; } = AnswerForm.Phrase;

    /// <summary>The answers that there are, for the form choice; for yesno the words for yes and no.</summary>
    [AnyValue("TaskRules looks at them together")]
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>What an answer of the form json holds, as a JSON schema.</summary>
    [AnyValue("TaskRules reads it")]
    public string? Schema { get; init; }
}

/// <summary>A question with its answer that the teacher is shown.</summary>
public sealed record TaskExample
{
    /// <summary>The question.</summary>
    [AnyValue("words of the user's own")]
    public required string Question { get; init; }

    /// <summary>Its answer, in the task's form.</summary>
    [AnyValue("TaskRules holds it to the form")]
    public required string Answer { get; init; }

    /// <summary>The kind whose prompt shows it; null for all.</summary>
    [AnyValue("TaskRules looks for the kind")]
    public string? Kind { get; init; }
}

/// <summary>A task in run.json: one of the program's by its name, another as it is.</summary>
internal sealed class TaskJson : JsonConverter<VqaTask>
{
    public override VqaTask Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
            ? VqaTask.Named(reader.GetString()!)
            : JsonSerializer.Deserialize<VqaTask>(ref reader, options) ?? throw new JsonException("the task is null");

    public override void Write(Utf8JsonWriter writer, VqaTask value, JsonSerializerOptions options)
    {
        if (VqaTasks.All.Contains(value))
        {
            writer.WriteStringValue(value.Name);
        }
        else
        {
            JsonSerializer.Serialize(writer, value, options);
        }
    }
}
