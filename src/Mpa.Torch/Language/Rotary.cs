using Mpa.Torch.Layers;
using static TorchSharp.torch;

namespace Mpa.Torch.Language;

/// <summary>Rotary position embedding in the half-split form: element i turns with element i + HeadDim / 2 (arXiv 2104.09864).</summary>
/// <param name="Cos">[batch, 1, length, HeadDim].</param>
/// <param name="Sin">[batch, 1, length, HeadDim]; negative in the first half.</param>
internal sealed record Rotary(Tensor Cos, Tensor Sin)
{
    /// <summary>positions: [batch, length] of int64.</summary>
    public static Rotary At(Tensor positions, DecoderConfig config, ScalarType dtype)
    {
        float[] frequencies = [.. Enumerable.Range(0, config.HeadDim / 2)
            .Select(i => (float)(1.0 / Math.Pow(config.RopeTheta, 2.0 * i / config.HeadDim)))];

        // Angles stay in float32 whatever the weights are: half precision would misplace far tokens.
        Tensor angles = positions.to_type(ScalarType.Float32).unsqueeze(-1).mul(tensor(frequencies)); // [B, L, d/2]
        Tensor cos = angles.cos(); // [B, L, d/2]
        Tensor sin = angles.sin(); // [B, L, d/2]
        return new Rotary(
            cat([cos, cos], -1).unsqueeze(1).to_type(dtype), // [B, 1, L, d]
            cat([sin.neg(), sin], -1).unsqueeze(1).to_type(dtype)); // [B, 1, L, d]
    }

    /// <summary>x: [batch, heads, length, HeadDim] → the same shape, turned.</summary>
    public Tensor Turn(Tensor x) => x.mul(Cos).PlusInPlace(x.roll(x.shape[3] / 2, 3).mul_(Sin)); // [B, H, L, d]
}
