using Mpa.Torch.Layers;
using Mpa.Torch.Lora;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Mpa.Torch.Vision;

/// <summary>
/// A convolution whose stride equals its kernel, done as one matrix product over the cut-out patches: over rows and
/// columns, and over frames where the tower takes several.
/// </summary>
internal sealed class PatchProjection : nn.Module, IAdaptable
{
    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    [ComponentName(Name = "bias")]
    private readonly Parameter? _bias;

    private readonly int _patch;

    public PatchProjection(VisionConfig config, TensorPlace place)
        : base(nameof(PatchProjection))
    {
        _patch = config.PatchSize;
        _weight = config.Positions == PositionTable.Rotary
            ? place.Parameter(config.HiddenSize, VisionConfig.Channels, config.Frames, _patch, _patch)
            : place.Parameter(config.HiddenSize, VisionConfig.Channels, _patch, _patch);
        _bias = config.PatchBias ? place.Parameter(config.HiddenSize) : null;
        RegisterComponents();
    }

    /// <inheritdoc/>
    public Parameter Weight => _weight;

    /// <inheritdoc/>
    public Parameter? Bias => _bias;

    /// <inheritdoc/>
    public IList<LoraAdapter> Adapters { get; } = [];

    /// <inheritdoc/>
    public Tensor Matrix() => _weight.flatten(1).to_type(ScalarType.Float32);

    /// <summary>
    /// pixels: [N, C, H, W] → [N, rows × columns, hidden]; pixels beyond the last whole patch are left out.
    /// </summary>
    public Tensor Forward(Tensor pixels)
    {
        long count = pixels.shape[0];
        long channels = pixels.shape[1];
        long rows = pixels.shape[2] / _patch;
        long columns = pixels.shape[3] / _patch;
        Tensor cut = pixels.narrow(2, 0, rows * _patch).narrow(3, 0, columns * _patch) // [N, C, rP, cP]
            .reshape(count, channels, rows, _patch, columns, _patch) // [N, C, r, P, c, P]
            .permute(0, 2, 4, 1, 3, 5) // [N, r, c, C, P, P]
            .reshape(count, rows * columns, channels * _patch * _patch); // [N, rc, CPP]
        return ForwardCut(cut); // [N, rc, D]
    }

    /// <summary>cut: [..., values of a patch] → [..., D], in the type of the weights.</summary>
    public Tensor ForwardCut(Tensor cut)
    {
        Tensor x = cut.to_type(_weight.dtype); // [..., values of a patch]
        Tensor y = nn.functional.linear(x, _weight.flatten(1), _bias); // [..., D]
        foreach (LoraAdapter adapter in Adapters)
        {
            y = adapter.AddTo(y, x, this); // [..., D]
        }

        return y;
    }
}
