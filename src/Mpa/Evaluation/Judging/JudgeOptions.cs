using Mpa.Recipes;

namespace Mpa.Evaluation.Judging;

/// <summary>
/// A model that says of answers whether they mean the same as an accepted one: of those to the test beside the metric,
/// never in its place; of those to pseudo questions where the task's matcher names it.
/// </summary>
public sealed record JudgeOptions
{
    /// <summary>The judge. It is given texts only, no image.</summary>
    [TextAlone]
    public required ModelReference Model { get; init; }

    /// <summary>Answers put to the judge at a time.</summary>
    [Between(1, 1024)]
    public int BatchSize { get; init; } = 16;

    /// <summary>The judge's reply is cut after this many tokens; it is asked for one word.</summary>
    [Between(1, 32768)]
    public int MaxNewTokens { get; init; } = 16;
}
