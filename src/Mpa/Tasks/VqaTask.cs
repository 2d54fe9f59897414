namespace Mpa.Tasks;

/// <summary>
/// What sets one kind of visual question answering apart: what is asked of the teacher, and how answers are compared.
/// </summary>
/// <param name="Name">As a recipe writes it.</param>
/// <param name="AnnotationPrompt">Asks the teacher for one question and its answer (stage 1).</param>
/// <param name="AnswerInstruction">Follows every question, in PI, in PL and in evaluation alike.</param>
/// <param name="Matcher">Name of the metric by which PI decides whether an answer is the pseudo answer.</param>
/// <param name="Metric">Name of the metric by which the test is scored.</param>
public sealed record VqaTask(
    string Name, string AnnotationPrompt, string AnswerInstruction, string Matcher, string Metric)
{
    /// <summary>
    /// The user's text that asks a question. One function for PI, PL and evaluation, so that they can't differ.
    /// </summary>
    /// <param name="question">With its question mark, if it has one.</param>
    public string AnswerPrompt(string question) => question + " " + AnswerInstruction;

    /// <summary>The task of that name.</summary>
    /// <exception cref="MpaException">No such task; the message names the nearest.</exception>
    public static VqaTask Named(string name) =>
        VqaTasks.All.FirstOrDefault(task => task.Name == name) ?? throw Unknown(name);

    private static MpaException Unknown(string name)
    {
        string hint = NearestName.Of(name, VqaTasks.Names) is { } nearest ? $" Did you mean \"{nearest}\"?" : "";
        return new MpaException(
            $"There is no task \"{name}\".{hint} The tasks are {string.Join(", ", VqaTasks.Names)}.");
    }
}

/// <summary>
/// The tasks this program knows. A new one is a row here and a prompt text beside it. The asks of the prompts are those
/// of the paper's (its repository, scripts/PA/PA.py), in our own words.
/// </summary>
public static class VqaTasks
{
    private const string ShortAnswer = "Answer with a single word or phrase.";

    /// <summary>Every task, the demo first.</summary>
    public static IReadOnlyList<VqaTask> All { get; } =
    [
        Create("demo", matcher: "exact", metric: "exact"),
        Create("textvqa", matcher: "anls", metric: "vqa"),
        Create("stvqa", matcher: "anls", metric: "anls"),
        Create("chartqa", matcher: "relaxed", metric: "relaxed"),
        Create("okvqa", matcher: "vqa", metric: "vqa"),
    ];

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(task => task.Name)];

    private static VqaTask Create(string name, string matcher, string metric) =>
        new(name, Prompt(name), ShortAnswer, matcher, metric);

    private static string Prompt(string name)
    {
        using Stream stream = typeof(VqaTasks).Assembly.GetManifestResourceStream($"Mpa.Tasks.Prompts.{name}.txt")!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n").Trim();
    }
}
