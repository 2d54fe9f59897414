using Mpa.Torch.Layers;
using static TorchSharp.torch;

namespace Mpa.Torch.Training.Objectives;

/// <summary>
/// The clipped policy gradient of groups of sampled answers (GRPO, arXiv 2402.03300, and its kin as TRL 1.16 has them).
/// </summary>
internal sealed record GroupLoss
{
    /// <summary>The ratio of probabilities counts down to 1 less this.</summary>
    public double Epsilon { get; init; } = 0.2;

    /// <summary>The ratio counts up to 1 and this; with <see cref="Capped"/> up to this.</summary>
    public double EpsilonHigh { get; init; } = 0.2;

    /// <summary>Cap of the ratio that isn't clipped; null for none.</summary>
    public double? Delta { get; init; }

    /// <summary>Weight of the divergence from the reference.</summary>
    public double Divergence { get; init; }

    /// <summary>The divergence is multiplied by the ratio.</summary>
    public bool DivergenceIsCorrected { get; init; }

    /// <summary>One ratio for a whole answer (GSPO, arXiv 2507.18071).</summary>
    public bool ByAnswers { get; init; }

    /// <summary>The ratio is a capped weight without gradient (CISPO, arXiv 2506.13585).</summary>
    public bool Capped { get; init; }

    /// <summary>The loss of each token, [tokens].</summary>
    /// <param name="answers">The policy now.</param>
    /// <param name="old">Log-probabilities when the answers were sampled, [tokens]; null: those of now.</param>
    /// <param name="reference">Log-probabilities under the reference, [tokens].</param>
    /// <param name="advantages">Of the answers, [rows].</param>
    public Tensor PerToken(AnswerTokens answers, Tensor? old, Tensor reference, Tensor advantages)
    {
        Tensor logs = answers.LogProbabilities(); // [tokens]
        Tensor change = logs.Minus(old ?? logs.detach()); // [tokens]
        Tensor ratio = (ByAnswers ? answers.ToTokens(answers.Means(change)) : change).exp(); // [tokens]
        Tensor advantage = answers.ToTokens(advantages); // [tokens]
        Tensor gain = Capped
            ? ratio.AtMost(EpsilonHigh).detach().mul(advantage).mul(logs)
            : minimum(
                (Delta is { } cap ? ratio.AtMost(cap) : ratio).mul(advantage),
                ratio.AtLeast(1 - Epsilon).AtMost(1 + EpsilonHigh).mul(advantage));
        if (Divergence == 0)
        {
            return gain.neg();
        }

        Tensor apart = reference.Minus(logs); // [tokens]
        Tensor divergence = apart.exp().Minus(apart).Plus(-1.0); // [tokens]
        return (DivergenceIsCorrected ? divergence.mul(ratio) : divergence).Times(Divergence).Minus(gain);
    }

    /// <summary>One number of the tokens' losses.</summary>
    /// <param name="kind">grpo, bnpo, dr_grpo, dapo or cispo, by TRL's names.</param>
    /// <param name="answers">Whose tokens they are.</param>
    /// <param name="losses">[tokens].</param>
    /// <param name="together">Tokens of all answers that were sampled together; dapo and cispo.</param>
    /// <param name="longest">Tokens that an answer may have; dr_grpo.</param>
    public static Tensor Total(string kind, AnswerTokens answers, Tensor losses, long together, long longest) =>
        kind switch
        {
            "grpo" => answers.Means(losses).mean(),
            "bnpo" => losses.mean(),
            "dr_grpo" => losses.sum().Times(1.0 / (answers.Membership.shape[0] * longest)),
            "dapo" or "cispo" => losses.sum().Times(1.0 / together),
            _ => throw new MpaException($"There is no group loss \"{kind}\"."),
        };
}
