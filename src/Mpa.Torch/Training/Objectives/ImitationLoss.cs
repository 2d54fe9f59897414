using Mpa.Torch.Layers;
using static TorchSharp.torch;

namespace Mpa.Torch.Training.Objectives;

/// <summary>Losses that make an answer likelier: kinds of plain fine-tuning.</summary>
internal static class ImitationLoss
{
    /// <summary>Mean over all tokens: a long answer counts for more than a short one.</summary>
    public static Tensor ByTokens(AnswerTokens answers) => answers.LogProbabilities().mean().neg();

    /// <summary>Mean over answers of each one's mean.</summary>
    public static Tensor ByAnswers(AnswerTokens answers) => answers.Means(answers.LogProbabilities()).mean().neg();

    /// <summary>A share of the target spread evenly over the vocabulary (arXiv 1512.00567).</summary>
    public static Tensor Smoothed(AnswerTokens answers, double share)
    {
        Tensor even = nn.functional.log_softmax(answers.Logits, -1).mean([-1]).mean().neg();
        return ByTokens(answers).Times(1 - share).Plus(even.Times(share));
    }

    /// <summary>Each token weighed by its own probability (dynamic fine-tuning, arXiv 2508.05629).</summary>
    public static Tensor Dynamic(AnswerTokens answers)
    {
        Tensor logs = answers.LogProbabilities(); // [tokens]
        return logs.detach().exp().mul(logs).mean().neg();
    }
}
