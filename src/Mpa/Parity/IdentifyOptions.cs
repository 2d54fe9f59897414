namespace Mpa.Parity;

/// <summary>How pairs are judged (stages 2 and 3).</summary>
public sealed record IdentifyOptions
{
    /// <summary>Questions asked at a time.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>Answers are cut after this many tokens.</summary>
    public int MaxNewTokens { get; init; } = 32;

    /// <summary>Name of the matcher; null takes the task's.</summary>
    public string? Matcher { get; init; }

    /// <summary>A score of at least this is a match; null takes the matcher's own.</summary>
    public double? Threshold { get; init; }
}
