using Mpa.Torch.Layers;
using Mpa.Torch.Tokenizers;
using static TorchSharp.torch;

namespace Mpa.Torch.Language;

/// <summary>
/// Rotary position embedding in the half-split form: elements i and i + width / 2 are rotated as a pair
/// (arXiv 2104.09864).
/// </summary>
/// <param name="Cos">[batch, 1, length, width].</param>
/// <param name="Sin">[batch, 1, length, width]; negative in the first half.</param>
internal sealed record Rotary(Tensor Cos, Tensor Sin)
{
    /// <summary>
    /// Of a decoder. positions: [batch, length] of int64, or [axes, batch, length] where each section of the angles
    /// follows an axis of its own.
    /// </summary>
    public static Rotary At(Tensor positions, RotaryConfig config, ScalarType dtype)
    {
        long length = config.FollowsLength ? positions.max().item<long>() + 1 : 0;

        // Angles stay in float32 whatever the weights are: half precision would misplace far tokens.
        Tensor frequencies = Frequencies(config, length); // [d/2]
        Tensor angles = positions.to_type(ScalarType.Float32).unsqueeze(-1).mul(frequencies); // [(axes,) B, L, d/2]
        return Of(angles.dim() == 4 ? Share(angles, config.Sections!) : angles, dtype, config.Magnitude);
    }

    /// <summary>angles: [batch, length, width / 2] of float32.</summary>
    /// <param name="angles">Equal in both halves of the width.</param>
    /// <param name="dtype">What the rotation is calculated in.</param>
    /// <param name="magnitude">What cosines and sines are multiplied by.</param>
    public static Rotary Of(Tensor angles, ScalarType dtype, double magnitude = 1)
    {
        Tensor cos = Scaled(angles.cos(), magnitude); // [B, L, d/2]
        Tensor sin = Scaled(angles.sin(), magnitude); // [B, L, d/2]
        return new Rotary(
            cat([cos, cos], -1).unsqueeze(1).to_type(dtype), // [B, 1, L, d]
            cat([sin.neg(), sin], -1).unsqueeze(1).to_type(dtype)); // [B, 1, L, d]
    }

    /// <summary>Angle of each pair of elements at position 1: [width / 2] of float32.</summary>
    /// <param name="config">What they are of.</param>
    /// <param name="length">The highest position of the call, and one; only read where angles follow from it.</param>
    public static Tensor Frequencies(RotaryConfig config, long length = 0) =>

        // Powers in double, rounded once: closer to the public tables than powers in float32.
        tensor([.. config.Frequencies(length).Select(angle => (float)angle)]);

    /// <summary>
    /// x: [batch, heads, length, d] → the same shape, its first elements rotated, as many as there are cosines;
    /// calculated in the type of the cosines.
    /// </summary>
    public Tensor Rotate(Tensor x)
    {
        long width = Cos.shape[3];
        return width == x.shape[3]
            ? RotateAll(x)
            : cat([RotateAll(x.narrow(3, 0, width)), x.narrow(3, width, x.shape[3] - width)], 3); // [B, H, L, d]
    }

    private Tensor RotateAll(Tensor x)
    {
        Tensor wide = x.to_type(Cos.dtype); // [B, H, L, width]
        Tensor halves = wide.roll(x.shape[3] / 2, 3); // [B, H, L, width], the halves exchanged
        return wide.mul(Cos).PlusInPlace(halves.mul_(Sin)).to_type(x.dtype); // [B, H, L, width]
    }

    private static Tensor Scaled(Tensor x, double magnitude) => magnitude == 1 ? x : x.Times(magnitude);

    /// <summary>angles: [axes, B, L, d/2] → [B, L, d/2], each section from its axis.</summary>
    private static Tensor Share(Tensor angles, IReadOnlyList<int> sections)
    {
        List<Tensor> parts = [];
        long start = 0;
        for (int axis = 0; axis < sections.Count; axis++)
        {
            parts.Add(angles[axis].narrow(-1, start, sections[axis])); // [B, L, section]
            start += sections[axis];
        }

        return cat([.. parts], -1); // [B, L, d/2]
    }
}

/// <summary>Positions and masks of a batch whose shorter rows are padded.</summary>
internal static class PaddedPositions
{
    /// <summary>
    /// The chats' own positions [axes, B, L]; where they have none, [B, L] as counted from the attention mask.
    /// </summary>
    public static Tensor Of(ChatBatch batch) => batch.Positions is { } positions
        ? tensor(positions).view(-1, batch.Rows, batch.Columns)
        : Positions(tensor(batch.AttentionMask).view(batch.Rows, batch.Columns));

    /// <summary>
    /// attentionMask: [B, L] of 0 and 1 → positions [B, L]: 0, 1, 2 … over the real tokens, 1 at padding.
    /// </summary>
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
        Tensor causal = Causal(length, length); // [1, 1, L, L]
        Tensor self = eye(length, dtype: ScalarType.Bool); // [L, L]
        Tensor real = attentionMask.to_type(ScalarType.Bool).unsqueeze(1).unsqueeze(1); // [B, 1, 1, L]
        return real.logical_and(causal).logical_or(self); // [B, 1, L, L]
    }

    /// <summary>Which of all columns each of the last rows may look at: [1, 1, L, S].</summary>
    public static Tensor Causal(long length, long columns) =>
        ones(length, columns, ScalarType.Bool).tril(columns - length).unsqueeze(0).unsqueeze(0); // [1, 1, L, S]

    /// <summary>
    /// mask: [B or 1, 1, L, S] of the last L of S columns → the same, with a token seeing itself and the columns before
    /// it, as many as the window holds.
    /// </summary>
    public static Tensor Window(Tensor mask, long window)
    {
        (long length, long columns) = (mask.shape[2], mask.shape[3]);
        Tensor near = ones(length, columns, ScalarType.Bool).triu(columns - length - window + 1); // [L, S]
        return mask.logical_and(near); // [B or 1, 1, L, S]
    }
}
