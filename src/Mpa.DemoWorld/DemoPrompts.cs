namespace Mpa.DemoWorld;

/// <summary>What the bundled models are asked in pretraining: the very words that the pipeline asks them in the demo.</summary>
public static class DemoPrompts
{
    /// <summary>The demo task's annotation prompt (src/Mpa/Tasks/Prompts/demo.txt, without its last line break).</summary>
    public static string Annotate { get; } = ReadResource("demo.txt");

    /// <summary>Asks for a caption.</summary>
    public const string Describe = "Describe this chart.";

    private const string AnswerStyle = "Answer with a single word or phrase.";

    /// <summary>A question as every stage asks it.</summary>
    public static string Ask(string question) => $"{question} {AnswerStyle}";

    /// <summary>The reply to <see cref="Annotate"/>.</summary>
    public static string Annotation(ChartQuestion question) => $"Question: {question.Question}\nAnswer: {question.Answer}";

    /// <summary>The reply to <see cref="Describe"/>: "red 4, blue 7, green 2."</summary>
    public static string Caption(Chart chart) => chart.Contents + ".";

    private static string ReadResource(string name)
    {
        using Stream stream = typeof(DemoPrompts).Assembly.GetManifestResourceStream(name)!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().TrimEnd('\r', '\n');
    }
}
