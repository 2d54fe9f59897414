using Mpa.Models;

namespace Mpa.Torch.Generation;

/// <summary>Which sampling options can be followed.</summary>
internal static class SamplingRules
{
    /// <summary>Null, or what is wrong and what is expected.</summary>
    public static string? Violation(SamplingOptions options) => options switch
    {
        { MaxNewTokens: < 1 } => $"MaxNewTokens is {options.MaxNewTokens}; expected 1 or more.",
        { MinNewTokens: < 0 } => $"MinNewTokens is {options.MinNewTokens}; expected 0 or more.",
        { TopK: < 0 } => $"TopK is {options.TopK}; expected 0 (off) or more.",
        _ when !(options.Temperature >= 0 && double.IsFinite(options.Temperature)) => $"Temperature is {options.Temperature}; expected 0 (greedy) or more.",
        _ when !(options.TopP > 0 && options.TopP <= 1) => $"TopP is {options.TopP}; expected above 0 and at most 1.",
        _ when !(options.RepetitionPenalty > 0 && double.IsFinite(options.RepetitionPenalty)) => $"RepetitionPenalty is {options.RepetitionPenalty}; expected above 0 (1 is off).",
        { Stop: { } stops } when stops.Any(string.IsNullOrEmpty) => "A stop text is empty; expected at least one character.",
        _ => null,
    };
}
