using System.Text.Json.Serialization;

namespace Mpa.Evaluation;

/// <summary>A labeled question of the held-out test (a line of the test split's JSONL). Never seen by stages 1 to 4.</summary>
/// <param name="Id">Unique in the split.</param>
/// <param name="Image">Relative to the split's folder.</param>
/// <param name="Question">As people asked it.</param>
/// <param name="Answers">One or more right answers.</param>
/// <param name="Slice">What the question is about, for tables by slice (a chart kind, say); null when unknown.</param>
/// <param name="Kind">The kind of question (count, value …); null when unknown.</param>
/// <param name="Source">Where the question comes from (human, augmented; a collection's name); null when unknown.</param>
public sealed record TestQuestion(
    string Id,
    string Image,
    string Question,
    IReadOnlyList<string> Answers,
    string? Slice = null,
    string? Kind = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Source = null);
