namespace Mpa.Torch.Layers;

/// <summary>A layer's MLP.</summary>
/// <param name="IntermediateSize">Width inside.</param>
/// <param name="Kind">Gated or plain.</param>
/// <param name="Activation">Of the gate, or between the two layers.</param>
/// <param name="Bias">Biases on all its layers.</param>
internal sealed record MlpConfig(
    int IntermediateSize,
    MlpKind Kind = MlpKind.Gated,
    Activation Activation = Activation.Silu,
    bool Bias = false);

/// <summary>Kinds of MLP.</summary>
internal enum MlpKind
{
    /// <summary>down(act(gate(x)) · up(x)) (arXiv 2002.05202).</summary>
    Gated,

    /// <summary>The same, gate and up stored as one matrix, the gate first.</summary>
    GatedJoined,

    /// <summary>down(act(up(x))).</summary>
    Plain,
}
