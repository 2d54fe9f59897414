using Mpa.Evaluation.Metrics;

namespace Mpa.Tasks;

/// <summary>
/// The tasks that this program knows by name. A new one is a row here and a prompt text beside it. The asks of the
/// prompts are those of the paper's (its repository, scripts/PA/PA.py), in our own words.
/// </summary>
public static class VqaTasks
{
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

    private static VqaTask Create(string name, string matcher, string metric) => new()
    {
        Name = name,
        Ask = [new AskPrompt { Prompt = Prompt(name) }],
        Matcher = new MatcherOptions { Metric = AnswerMetrics.Named(matcher).Name },
        Metric = AnswerMetrics.Named(metric).Name,
    };

    private static string Prompt(string name)
    {
        using Stream stream = typeof(VqaTasks).Assembly.GetManifestResourceStream($"Mpa.Tasks.Prompts.{name}.txt")!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n").Trim();
    }
}
