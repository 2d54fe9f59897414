namespace Mpa.Torch.Layers;

/// <summary>Names and shapes of the parameters of layers that decoders, towers and projectors share.</summary>
internal static class LayerTensors
{
    /// <summary>The parameters of a linear layer.</summary>
    public static IEnumerable<(string Name, long[] Shape)> Linear(string path, long outputs, long inputs, bool bias)
    {
        yield return ($"{path}.weight", [outputs, inputs]);
        if (bias)
        {
            yield return ($"{path}.bias", [outputs]);
        }
    }

    /// <summary>The parameters of an MLP.</summary>
    /// <param name="mlp">It.</param>
    /// <param name="width">Of what goes in and comes out.</param>
    /// <param name="prefix">Its path, with a dot at its end.</param>
    public static IEnumerable<(string Name, long[] Shape)> Mlp(MlpConfig mlp, long width, string prefix)
    {
        long inner = mlp.IntermediateSize;
        return mlp.Kind switch
        {
            MlpKind.Gated =>
            [
                .. Linear($"{prefix}gate_proj", inner, width, mlp.Bias),
                .. Linear($"{prefix}up_proj", inner, width, mlp.Bias),
                .. Linear($"{prefix}down_proj", width, inner, mlp.Bias),
            ],
            MlpKind.GatedJoined =>
            [
                .. Linear($"{prefix}gate_up_proj", 2 * inner, width, mlp.Bias),
                .. Linear($"{prefix}down_proj", width, inner, mlp.Bias),
            ],
            _ =>
            [
                .. Linear($"{prefix}fc1", inner, width, mlp.Bias),
                .. Linear($"{prefix}fc2", width, inner, mlp.Bias),
            ],
        };
    }
}
