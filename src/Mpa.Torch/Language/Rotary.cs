using Mpa.Torch.Layers;
using static TorchSharp.torch;

namespace Mpa.Torch.Language;

/// <summary>Rotary position embedding in the half-split form: element i turns with element i + width / 2 (arXiv 2104.09864).</summary>
/// <param name="Cos">[batch, 1, length, width].</param>
/// <param name="Sin">[batch, 1, length, width]; negative in the first half.</param>
internal sealed record Rotary(Tensor Cos, Tensor Sin)
{
    /// <summary>
    /// Of a decoder. positions: [batch, length] of int64, or [axes, batch, length] where each section of the angles follows an axis of
    /// its own.
    /// </summary>
    public static Rotary At(Tensor positions, DecoderConfig config, ScalarType dtype)
    {
        // Angles stay in float32 whatever the weights are: half precision would misplace far tokens.
        Tensor angles = positions.to_type(ScalarType.Float32).unsqueeze(-1).mul(Frequencies(config.RopeTheta, config.HeadDim)); // [(axes,) B, L, d/2]
        return Of(angles.dim() == 4 ? Sections(angles, config.RopeSections!) : angles, dtype);
    }

    /// <summary>angles: [batch, length, width / 2] of float32.</summary>
    /// <param name="angles">Equal in both halves of the width.</param>
    /// <param name="dtype">What the turning is calculated in.</param>
    public static Rotary Of(Tensor angles, ScalarType dtype)
    {
        Tensor cos = angles.cos(); // [B, L, d/2]
        Tensor sin = angles.sin(); // [B, L, d/2]
        return new Rotary(
            cat([cos, cos], -1).unsqueeze(1).to_type(dtype), // [B, 1, L, d]
            cat([sin.neg(), sin], -1).unsqueeze(1).to_type(dtype)); // [B, 1, L, d]
    }

    /// <summary>Angle of each pair of elements at position 1: [width / 2] of float32.</summary>
    public static Tensor Frequencies(double theta, int width) =>
        tensor([.. Enumerable.Range(0, width / 2).Select(i => (float)(1.0 / Math.Pow(theta, 2.0 * i / width)))]);

    /// <summary>x: [batch, heads, length, width] → the same shape, turned; calculated in the type of the cosines.</summary>
    public Tensor Turn(Tensor x)
    {
        Tensor wide = x.to_type(Cos.dtype); // [B, H, L, d]
        return wide.mul(Cos).PlusInPlace(wide.roll(x.shape[3] / 2, 3).mul_(Sin)).to_type(x.dtype); // [B, H, L, d]
    }

    /// <summary>angles: [axes, B, L, d/2] → [B, L, d/2], each section from its axis.</summary>
    private static Tensor Sections(Tensor angles, IReadOnlyList<int> sections)
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
