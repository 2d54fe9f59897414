using Mpa.Torch.Layers;
using static TorchSharp.torch;

namespace Mpa.Torch.Families.Idefics3;

/// <summary>Joins squares of neighboring patches into one feature and maps it to the decoder's width.</summary>
internal sealed class PixelShuffleConnector : nn.Module
{
    [ComponentName(Name = "modality_projection")]
    private readonly ModalityProjection _projection;

    private readonly int _scale;

    public PixelShuffleConnector(Idefics3Config config, TensorPlace place)
        : base(nameof(PixelShuffleConnector))
    {
        _scale = config.ScaleFactor;
        _projection = new ModalityProjection((long)config.Vision.HiddenSize * _scale * _scale, config.Text.HiddenSize, place);
        RegisterComponents();
    }

    /// <summary>patches: [N, S, D] of a square grid → features [N, S / scale², hidden]; channels joined in the order row, column, D.</summary>
    public Tensor Forward(Tensor patches)
    {
        long side = (long)Math.Sqrt(patches.shape[1]);
        long small = side / _scale;
        Tensor joined = patches.view(patches.shape[0], small, _scale, small, _scale, patches.shape[2]) // [N, r, dy, c, dx, D]
            .permute(0, 1, 3, 2, 4, 5) // [N, r, c, dy, dx, D]
            .reshape(patches.shape[0], small * small, -1); // [N, rc, dy·dx·D]
        return _projection.Forward(joined); // [N, rc, hidden]
    }
}
