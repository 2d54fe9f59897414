namespace Mpa.DemoWorld;

/// <summary>A question about a chart with its only right answer.</summary>
/// <param name="Kind">What is asked for.</param>
/// <param name="Question">In words, ending in "?".</param>
/// <param name="Answer">One word: a number, a color, Yes or No.</param>
/// <param name="Color">The color that a <see cref="QuestionKind.Value"/> or <see cref="QuestionKind.Present"/> question names, else null.</param>
public sealed record ChartQuestion(QuestionKind Kind, string Question, string Answer, string? Color = null);
