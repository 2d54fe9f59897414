using Mpa.Recipes;

namespace Mpa.Rounds;

/// <summary>How leveling is repeated with the leveled student (docs/decisions/0012-rounds.md).</summary>
public sealed record RoundsOptions
{
    /// <summary>At most so many rounds.</summary>
    [Between(1, 100)]
    public int Most { get; init; } = 2;

    /// <summary>Stops before a round that would train on fewer pairs than this.</summary>
    [AtLeast(1)]
    public int MinKept { get; init; } = 100;

    /// <summary>
    /// Share of the images whose pairs are not trained on, in any round: on them a round must show a gain.
    /// </summary>
    [Between(0.001, 0.9)]
    public double HoldOut { get; init; } = 0.1;
}
