using Mpa.Torch.Layers;
using static TorchSharp.torch;

namespace Mpa.Torch.Training.Objectives;

/// <summary>
/// Losses of pairs of answers, a chosen and a rejected one (DPO, arXiv 2305.18290), by the names of TRL 1.16.
/// </summary>
/// <param name="Kind">sigmoid, sigmoid_norm, hinge, ipo, robust, conservative or apo_zero.</param>
/// <param name="Beta">How far the policy may move from its reference: less is farther.</param>
/// <param name="Smoothing">Share of pairs that are thought to be the wrong way round; robust and conservative.</param>
internal sealed record PreferenceLoss(string Kind, double Beta = 0.1, double Smoothing = 0)
{
    /// <summary>The loss of each pair, [pairs].</summary>
    /// <param name="chosen">Log-probability under the policy less that under the reference.</param>
    /// <param name="rejected">Likewise.</param>
    public Tensor Of(AnswerRatios chosen, AnswerRatios rejected)
    {
        Tensor margin = chosen.Sums.Minus(rejected.Sums).Times(Beta); // [pairs]
        Tensor perToken = chosen.Means.Minus(rejected.Means); // [pairs]
        return Kind switch
        {
            "sigmoid" => Likely(margin),
            "sigmoid_norm" => Likely(perToken.Times(Beta)),
            "hinge" => margin.neg().Plus(1.0).relu(),
            "ipo" => Squared(perToken.Plus(-1 / (2 * Beta))),
            "robust" => Likely(margin).Times((1 - Smoothing) / (1 - (2 * Smoothing)))
                .Plus(Likely(margin.neg()).Times(-Smoothing / (1 - (2 * Smoothing)))),
            "conservative" => Likely(margin).Times(1 - Smoothing).Plus(Likely(margin.neg()).Times(Smoothing)),
            "apo_zero" => chosen.Sums.Times(-Beta).sigmoid().Plus(rejected.Sums.Times(Beta).sigmoid()),
            _ => throw new MpaException($"There is no preference loss \"{Kind}\"."),
        };
    }

    private static Tensor Likely(Tensor margin) => nn.functional.logsigmoid(margin).neg();

    private static Tensor Squared(Tensor x) => x.mul(x);
}

/// <summary>How much likelier answers are under the policy than under the reference.</summary>
/// <param name="Sums">Log of the ratio, [answers].</param>
/// <param name="Means">The same per token, [answers].</param>
internal sealed record AnswerRatios(Tensor Sums, Tensor Means);
