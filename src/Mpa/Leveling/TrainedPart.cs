namespace Mpa.Leveling;

/// <summary>What training does with a part of the student.</summary>
/// <param name="Part">Such as "vision tower" or "adapters".</param>
/// <param name="Parameters">Numbers in the part.</param>
/// <param name="Rate">Peak learning rate; 0 where the part is frozen.</param>
public sealed record TrainedPart(string Part, long Parameters, double Rate)
{
    /// <summary>The parts as lines of a table for people.</summary>
    public static IReadOnlyList<string> Table(IReadOnlyList<TrainedPart> parts)
    {
        int width = parts.Max(part => part.Part.Length);
        string[] counts = [.. parts.Select(part => FormattableString.Invariant($"{part.Parameters:N0}"))];
        int digits = counts.Max(count => count.Length);
        return [.. parts.Zip(counts, (part, count) =>
            FormattableString.Invariant($"{part.Part.PadRight(width)}  {count.PadLeft(digits)}  {(part.Rate > 0 ? $"rate {part.Rate}" : "frozen")}"))];
    }
}
