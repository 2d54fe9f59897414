namespace Mpa.Torch.Layers;

/// <summary>A normalization over the last dimension.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Epsilon">Added to the variance or the mean square.</param>
internal sealed record NormConfig(NormKind Kind, double Epsilon)
{
    /// <summary>Makes it.</summary>
    /// <param name="size">Of the last dimension.</param>
    /// <param name="place">Type and device.</param>
    public NormLayer Create(long size, TensorPlace place) => new(this, size, place);

    /// <summary>Names and shapes of its parameters.</summary>
    public IEnumerable<(string Name, long[] Shape)> Parameters(string path, long size)
    {
        yield return ($"{path}.weight", [size]);
        if (Kind == NormKind.Layer)
        {
            yield return ($"{path}.bias", [size]);
        }
    }
}

/// <summary>Kinds of normalization.</summary>
internal enum NormKind
{
    /// <summary>Root mean square, without a mean and without a bias (arXiv 1910.07467).</summary>
    Rms,

    /// <summary>Root mean square, the weight stored less one (Gemma).</summary>
    RmsPlusOne,

    /// <summary>Mean and variance, with a bias (arXiv 1607.06450).</summary>
    Layer,

    /// <summary>Mean and variance, without a bias.</summary>
    LayerWithoutBias,
}
