using System.Globalization;
using Mpa.Evaluation;

namespace Mpa.DemoWorld;

/// <summary>A chart of the test with its questions.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Sample">The chart.</param>
/// <param name="Questions">Of different kinds.</param>
internal sealed record TestItem(int Number, ChartSample Sample, IReadOnlyList<ChartQuestion> Questions)
{
    /// <summary>The image's path within the split.</summary>
    public string Image => $"images/{Name}.png";

    private string Name => string.Create(CultureInfo.InvariantCulture, $"test-{Number:D4}");

    /// <summary>The rows of questions.jsonl.</summary>
    public IEnumerable<TestQuestion> Rows() => Questions.Select((question, at) => new TestQuestion(
        string.Create(CultureInfo.InvariantCulture, $"{Name}-{at + 1}"),
        Image,
        question.Question,
        [question.Answer],
        Sample.Chart.Kind.Name(),
        question.Kind.Name()));
}
