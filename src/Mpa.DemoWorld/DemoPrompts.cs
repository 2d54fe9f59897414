using Mpa.Tasks;

namespace Mpa.DemoWorld;

/// <summary>What the bundled models are asked in pretraining: the very words that the pipeline asks them in the demo.</summary>
public static class DemoPrompts
{
    private static readonly VqaTask Task = VqaTask.Named("demo");

    /// <summary>The demo task's annotation prompt.</summary>
    public static string Annotate => Task.AnnotationPrompt;

    /// <summary>Asks for a caption.</summary>
    public const string Describe = "Describe this chart.";

    /// <summary>A question as every stage asks it.</summary>
    public static string Ask(string question) => Task.AnswerPrompt(question);

    /// <summary>The reply to <see cref="Annotate"/>.</summary>
    public static string Annotation(ChartQuestion question) => $"Question: {question.Question}\nAnswer: {question.Answer}";

    /// <summary>The reply to <see cref="Describe"/>: "red 4, blue 7, green 2."</summary>
    public static string Caption(Chart chart) => chart.Contents + ".";
}
