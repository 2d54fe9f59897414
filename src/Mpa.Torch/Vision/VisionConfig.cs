namespace Mpa.Torch.Vision;

/// <summary>Shape of a SigLIP vision tower.</summary>
/// <param name="HiddenSize">Width of a patch's vector.</param>
/// <param name="IntermediateSize">Width inside the MLP.</param>
/// <param name="Layers">Number of encoder layers.</param>
/// <param name="Heads">Attention heads.</param>
/// <param name="Channels">3 for RGB.</param>
/// <param name="ImageSize">Side of an image in pixels.</param>
/// <param name="PatchSize">Side of a patch in pixels.</param>
/// <param name="NormEpsilon">Of every layer norm.</param>
public sealed record VisionConfig(
    int HiddenSize,
    int IntermediateSize,
    int Layers,
    int Heads,
    int Channels,
    int ImageSize,
    int PatchSize,
    double NormEpsilon)
{
    /// <summary>Patches along a side; what is left over beyond the last whole patch is not looked at.</summary>
    public int PatchesPerSide => ImageSize / PatchSize;
}
