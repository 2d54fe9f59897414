namespace Mpa.Tasks;

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
