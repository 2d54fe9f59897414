using Mpa.Torch.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Mpa.Torch.Families.Qwen2Vl;

/// <summary>A convolution over time, rows and columns whose stride equals its kernel, done as one matrix product: the patches come cut out.</summary>
internal sealed class PatchProjection : nn.Module
{
    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    public PatchProjection(Qwen2VisionConfig config, TensorPlace place)
        : base(nameof(PatchProjection))
    {
        _weight = place.Parameter(config.HiddenSize, config.Channels, config.TemporalPatchSize, config.PatchSize, config.PatchSize);
        RegisterComponents();
    }

    /// <summary>pixels: [S, channels · time · P · P] → [S, D], in the type of the weights.</summary>
    public Tensor Forward(Tensor pixels) => nn.functional.linear(pixels.to_type(_weight.dtype), _weight.flatten(1));
}
