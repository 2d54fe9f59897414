namespace Mpa.Torch.Training;

/// <summary>Constants of AdamW.</summary>
/// <param name="WeightDecay">Decoupled decay on tensors of two or more dimensions.</param>
/// <param name="Beta1">Memory of the first moment.</param>
/// <param name="Beta2">Memory of the second moment.</param>
/// <param name="Epsilon">Added to the root of the second moment.</param>
public sealed record AdamWSettings(double WeightDecay = 0.0, double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8);
