namespace Mpa.Torch.Generation;

/// <summary>How likely a model finds a given answer.</summary>
/// <param name="Tokens">The answer's tokens, the end token last.</param>
/// <param name="LogProbabilities">Of each token after all before it; natural logarithm.</param>
/// <param name="Error">Why there is no score; null when there is one.</param>
public sealed record ScoredAnswer(IReadOnlyList<int> Tokens, IReadOnlyList<double> LogProbabilities, string? Error = null)
{
    /// <summary>Log-probability of the whole answer: the sum over its tokens.</summary>
    public double Sum => LogProbabilities.Sum();
}
