using Mpa.Torch.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Linear = Mpa.Torch.Layers.Linear;

namespace Mpa.Torch.Families.Qwen2Vl;

/// <summary>Pixels to patch vectors; a module of its own because the checkpoint's names say so.</summary>
internal sealed class PatchEmbedding : nn.Module
{
    [ComponentName(Name = "proj")]
    private readonly PatchProjection _projection;

    public PatchEmbedding(Qwen2VisionConfig config, TensorPlace place)
        : base(nameof(PatchEmbedding))
    {
        _projection = new PatchProjection(config, place);
        RegisterComponents();
    }

    /// <summary>pixels: [S, values of a patch] → [S, D].</summary>
    public Tensor Forward(Tensor pixels) => _projection.Forward(pixels);
}

/// <summary>
/// A convolution over time, rows and columns whose stride equals its kernel, done as one matrix product: the patches
/// come cut out.
/// </summary>
internal sealed class PatchProjection : nn.Module
{
    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    public PatchProjection(Qwen2VisionConfig config, TensorPlace place)
        : base(nameof(PatchProjection))
    {
        int side = config.PatchSize;
        _weight = place.Parameter(config.HiddenSize, config.Channels, config.TemporalPatchSize, side, side);
        RegisterComponents();
    }

    /// <summary>pixels: [S, channels · time · P · P] → [S, D], in the type of the weights.</summary>
    public Tensor Forward(Tensor pixels) =>
        nn.functional.linear(pixels.to_type(_weight.dtype), _weight.flatten(1)); // [S, D]
}

/// <summary>Joins squares of neighboring patches into one image token of the decoder's width.</summary>
internal sealed class PatchMerger : nn.Module
{
    [ComponentName(Name = "ln_q")]
    private readonly ILayer _norm;

    [ComponentName(Name = "mlp")]
    private readonly MergerMlp _mlp;

    private readonly long _joined;

    public PatchMerger(Qwen2VisionConfig config, TensorPlace place)
        : base(nameof(PatchMerger))
    {
        _joined = (long)config.HiddenSize * config.MergeSize * config.MergeSize; // shapes are long in TorchSharp
        _norm = Qwen2VisionBlock.Norm(config, place);
        _mlp = new MergerMlp(_joined, config.OutputSize, place);
        RegisterComponents();
    }

    /// <summary>patches: [S, D], square after square → image tokens [S / square, output].</summary>
    public Tensor Forward(Tensor patches)
    {
        Tensor joined = _norm.Forward(patches).view(-1, _joined); // [S / square, square · D]
        return _mlp.Forward(joined); // [S / square, output]
    }
}

/// <summary>
/// Two linear layers with the exact GELU between them, named by their places in the public implementation's sequence.
/// </summary>
internal sealed class MergerMlp : nn.Module
{
    [ComponentName(Name = "0")]
    private readonly Linear _inner;

    [ComponentName(Name = "2")]
    private readonly Linear _output;

    public MergerMlp(long width, long output, TensorPlace place)
        : base(nameof(MergerMlp))
    {
        _inner = new Linear(width, width, bias: true, place);
        _output = new Linear(width, output, bias: true, place);
        RegisterComponents();
    }

    /// <summary>x: [N, width] → [N, output].</summary>
    public Tensor Forward(Tensor x) => _output.Forward(_inner.Forward(x).gelu());
}
