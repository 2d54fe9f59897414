using Mpa.Torch.Layers;
using static TorchSharp.torch;

namespace Mpa.Torch.Training.Objectives;

/// <summary>
/// How far a student's distribution is from a teacher's at each token; the vocabulary is one. What a teacher gives has
/// no gradient.
/// </summary>
internal static class DistillationLoss
{
    /// <summary>Divergence of whole distributions, [tokens].</summary>
    /// <param name="student">Logits, [tokens, vocabulary].</param>
    /// <param name="teacher">Logits, [tokens, vocabulary].</param>
    /// <param name="beta">0 is KL(teacher‖student), 1 its reverse; between, both against a mixture.</param>
    /// <param name="temperature">Divides both logits; nothing makes up for it.</param>
    public static Tensor Whole(Tensor student, Tensor teacher, double beta, double temperature = 1) => Between(
        Logs(student.Times(1 / temperature)), Logs(teacher.Times(1 / temperature)), beta);

    /// <summary>Both distributions over the teacher's likeliest tokens alone, renormalized, [tokens].</summary>
    /// <param name="student">Logits, [tokens, vocabulary].</param>
    /// <param name="ids">The teacher's likeliest, [tokens, k].</param>
    /// <param name="logs">Their log-probabilities, [tokens, k].</param>
    public static Tensor Renormalized(Tensor student, Tensor ids, Tensor logs) =>
        Between(Logs(student.gather(-1, ids)), Logs(logs), beta: 0);

    /// <summary>As <see cref="Renormalized"/> for the teacher alone, [tokens].</summary>
    public static Tensor TeacherRenormalized(Tensor student, Tensor ids, Tensor logs) =>
        Between(Logs(student).gather(-1, ids), Logs(logs), beta: 0);

    /// <summary>The likeliest tokens by their true probabilities, the others left out, [tokens].</summary>
    public static Tensor TailIgnored(Tensor student, Tensor ids, Tensor logs) =>
        Between(Logs(student).gather(-1, ids), logs, beta: 0);

    /// <summary>The likeliest tokens, and one more class for all others, [tokens].</summary>
    public static Tensor TailTogether(Tensor student, Tensor ids, Tensor logs) =>
        Between(WithTail(Logs(student).gather(-1, ids)), WithTail(logs), beta: 0);

    private static Tensor Between(Tensor student, Tensor teacher, double beta)
    {
        if (beta is 0 or 1)
        {
            return beta == 0 ? Divergence(teacher, student) : Divergence(student, teacher);
        }

        Tensor mixed = student.Plus(Math.Log(1 - beta)).logaddexp(teacher.Plus(Math.Log(beta))); // [tokens, V]
        return Divergence(teacher, mixed).Times(beta).Plus(Divergence(student, mixed).Times(1 - beta));
    }

    // KL(a‖b) of log-probabilities.
    private static Tensor Divergence(Tensor a, Tensor b) => a.exp().mul(a.Minus(b)).sum(-1);

    private static Tensor Logs(Tensor logits) => nn.functional.log_softmax(logits, -1);

    private static Tensor WithTail(Tensor logs)
    {
        Tensor kept = logs.logsumexp(-1, keepdim: true).AtMost(-1e-7); // [tokens, 1]
        return cat([logs, kept.expm1().neg().log()], -1); // [tokens, k + 1]
    }
}
