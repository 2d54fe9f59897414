using Mpa.Torch.Families;
using Mpa.Torch.Layers;
using static TorchSharp.torch;

namespace Mpa.Torch.Training.Objectives;

/// <summary>What a network says at the tokens of a batch's answers, row after row.</summary>
/// <param name="Logits">[tokens, vocabulary], divided by the temperature.</param>
/// <param name="Targets">The tokens themselves, [tokens].</param>
/// <param name="Rows">The row of each, [tokens].</param>
/// <param name="Membership">1 where a token is of a row, [rows, tokens].</param>
internal sealed record AnswerTokens(Tensor Logits, Tensor Targets, Tensor Rows, Tensor Membership)
{
    /// <summary>One forward pass.</summary>
    /// <param name="network">The network.</param>
    /// <param name="batch">Each row has an answer.</param>
    /// <param name="temperature">Of sampling: the logits are divided by it.</param>
    public static AnswerTokens Of(IVisionLanguageNetwork network, TrainingBatch batch, double temperature = 1)
    {
        (long[] places, long[] targets) = AnswerLoss.Targets(batch.Chats);
        Tensor logits = AnswerLoss.Logits(network, batch, places).to_type(ScalarType.Float32); // [tokens, V]
        Tensor rows = tensor(Array.ConvertAll(places, place => place / batch.Chats.Columns)); // [tokens]
        Tensor all = arange(batch.Chats.Rows, ScalarType.Int64).unsqueeze(1); // [rows, 1]
        return new AnswerTokens(
            temperature == 1 ? logits : logits.Times(1 / temperature),
            tensor(targets),
            rows,
            all.eq(rows.unsqueeze(0)).to_type(ScalarType.Float32));
    }

    /// <summary>Tokens of all answers together.</summary>
    public long Count => Targets.shape[0];

    /// <summary>Log-probability of each token, [tokens].</summary>
    public Tensor LogProbabilities() =>
        nn.functional.log_softmax(Logits, -1).gather(-1, Targets.unsqueeze(-1)).squeeze(-1);

    /// <summary>values: [tokens] → their sum in each row, [rows].</summary>
    public Tensor Sums(Tensor values) => Membership.matmul(values);

    /// <summary>values: [tokens] → their mean in each row, [rows].</summary>
    public Tensor Means(Tensor values) => Sums(values).div(Lengths());

    /// <summary>Tokens of each row, [rows].</summary>
    public Tensor Lengths() => Membership.sum(1);

    /// <summary>values: [rows] → that of each token's row, [tokens].</summary>
    public Tensor ToTokens(Tensor values) => values.index_select(0, Rows);
}
