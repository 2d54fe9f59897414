namespace Mpa.Torch.Language;

/// <summary>Rotary positions of a decoder (arXiv 2104.09864).</summary>
/// <param name="Theta">Base of the angles.</param>
/// <param name="Width">Elements of a head that are rotated, from its first on; even.</param>
/// <param name="Scaling">How the angles are changed for longer texts; null where they are not.</param>
/// <param name="Sections">
/// How the Width / 2 angles are shared out among the axes of the positions (M-RoPE, arXiv 2409.12191, section 2.1);
/// null for positions with one axis.
/// </param>
internal sealed record RotaryConfig(
    double Theta, int Width, IRotaryScaling? Scaling = null, IReadOnlyList<int>? Sections = null)
{
    /// <summary>Whether the angles follow from the highest position of a call.</summary>
    public bool FollowsLength => Scaling is DynamicScaling or LongScaling;

    /// <summary>What cosines and sines are multiplied by.</summary>
    public double Magnitude => Scaling is LongScaling scaling ? scaling.Magnitude : 1;

    /// <summary>Angle of each pair of elements at position 1, in double: [Width / 2].</summary>
    /// <param name="length">The highest position of the call, and one; only read where angles follow from it.</param>
    public double[] Frequencies(long length)
    {
        double[] plain = Plain(Theta);
        return Scaling?.Frequencies(this, plain, length) ?? plain;
    }

    /// <summary>The unscaled angles of a base.</summary>
    public double[] Plain(double theta) =>
        [.. Enumerable.Range(0, Width / 2).Select(i => 1.0 / Math.Pow(theta, 2.0 * i / Width))];
}

/// <summary>Changes angles for texts longer than those trained on (transformers 4.49, modeling_rope_utils).</summary>
internal interface IRotaryScaling
{
    /// <summary>The changed angles: [width / 2].</summary>
    /// <param name="rotary">What they are of.</param>
    /// <param name="plain">Unchanged.</param>
    /// <param name="length">The highest position of the call, and one.</param>
    double[] Frequencies(RotaryConfig rotary, double[] plain, long length);
}

/// <summary>"linear": positions divided by a factor.</summary>
internal sealed record LinearScaling(double Factor) : IRotaryScaling
{
    /// <inheritdoc/>
    public double[] Frequencies(RotaryConfig rotary, double[] plain, long length) =>
        [.. plain.Select(angle => angle / Factor)];
}

/// <summary>
/// "dynamic": the base grows with the length beyond that trained on. Keys that were cached before keep the angles of
/// the length that they were written at, as in the public implementation.
/// </summary>
/// <param name="Factor">Of the growth.</param>
/// <param name="Trained">Tokens trained on: max_position_embeddings.</param>
internal sealed record DynamicScaling(double Factor, int Trained) : IRotaryScaling
{
    /// <inheritdoc/>
    public double[] Frequencies(RotaryConfig rotary, double[] plain, long length)
    {
        if (length <= Trained)
        {
            return plain;
        }

        double growth = (Factor * length / Trained) - (Factor - 1);
        return rotary.Plain(rotary.Theta * Math.Pow(growth, rotary.Width / (rotary.Width - 2.0)));
    }
}

/// <summary>"llama3": long waves are stretched, short ones kept, those between mixed (Llama 3.1).</summary>
/// <param name="Factor">Of the stretch.</param>
/// <param name="LowFactor">Waves longer than Trained / LowFactor are stretched.</param>
/// <param name="HighFactor">Waves shorter than Trained / HighFactor are kept.</param>
/// <param name="Trained">Tokens trained on.</param>
internal sealed record Llama3Scaling(double Factor, double LowFactor, double HighFactor, int Trained) : IRotaryScaling
{
    /// <inheritdoc/>
    public double[] Frequencies(RotaryConfig rotary, double[] plain, long length) => [.. plain.Select(Change)];

    private double Change(double angle)
    {
        double wave = 2 * Math.PI / angle;
        if (wave > Trained / LowFactor)
        {
            return angle / Factor;
        }

        if (wave < Trained / HighFactor)
        {
            return angle;
        }

        double kept = ((Trained / wave) - LowFactor) / (HighFactor - LowFactor);
        return ((1 - kept) * angle / Factor) + (kept * angle);
    }
}

/// <summary>
/// "longrope" and "su": a divisor for each angle, of one list up to the length trained on, of another beyond.
/// </summary>
/// <param name="Short">Divisors up to <paramref name="Trained"/> tokens.</param>
/// <param name="Long">Divisors beyond.</param>
/// <param name="Trained">original_max_position_embeddings.</param>
/// <param name="Magnitude">What cosines and sines are multiplied by at any length.</param>
internal sealed record LongScaling(
    IReadOnlyList<double> Short, IReadOnlyList<double> Long, int Trained, double Magnitude) : IRotaryScaling
{
    /// <inheritdoc/>
    public double[] Frequencies(RotaryConfig rotary, double[] plain, long length) =>
        [.. plain.Zip(length > Trained ? Long : Short, (angle, divisor) => angle / divisor)];
}
