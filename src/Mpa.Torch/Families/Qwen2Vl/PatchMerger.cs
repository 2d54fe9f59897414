using Mpa.Torch.Layers;
using static TorchSharp.torch;

namespace Mpa.Torch.Families.Qwen2Vl;

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
        _joined = (long)config.HiddenSize * config.MergeSize * config.MergeSize;
        _norm = Qwen2VisionBlock.Norm(config, place);
        _mlp = new MergerMlp(_joined, config.OutputSize, place);
        RegisterComponents();
    }

    /// <summary>patches: [S, D], square after square → image tokens [S / square, output].</summary>
    public Tensor Forward(Tensor patches) => _mlp.Forward(_norm.Forward(patches).view(-1, _joined));
}
