using Mpa.Torch.Layers;
using Mpa.Torch.Tokenizers;
using static TorchSharp.torch;

namespace Mpa.Torch.Language;

/// <summary>Positions and masks of a batch whose shorter rows are padded.</summary>
internal static class PaddedPositions
{
    /// <summary>The chats' own positions [axes, B, L]; where they have none, [B, L] as counted from the attention mask.</summary>
    public static Tensor Of(ChatBatch batch) => batch.Positions is { } positions
        ? tensor(positions).view(-1, batch.Rows, batch.Columns)
        : Positions(tensor(batch.AttentionMask).view(batch.Rows, batch.Columns));

    /// <summary>attentionMask: [B, L] of 0 and 1 → positions [B, L]: 0, 1, 2 … over the real tokens, 1 at padding.</summary>
    public static Tensor Positions(Tensor attentionMask)
    {
        Tensor positions = attentionMask.cumsum(1).Plus(-1); // [B, L]
        return positions.Masked(attentionMask.IsEqual(0), 1); // [B, L]
    }

    /// <summary>
    /// attentionMask: [B, L] → causal mask [B, 1, L, L], true where a token may look. A padded token sees itself: a row
    /// without any true would become NaN, and NaN spreads even through a weight of 0.
    /// </summary>
    public static Tensor CausalMask(Tensor attentionMask)
    {
        long length = attentionMask.shape[1];
        Tensor causal = ones(length, length, ScalarType.Bool).tril(); // [L, L]
        Tensor self = eye(length, dtype: ScalarType.Bool); // [L, L]
        return attentionMask.to_type(ScalarType.Bool).unsqueeze(1).unsqueeze(1).logical_and(causal).logical_or(self); // [B, 1, L, L]
    }
}
