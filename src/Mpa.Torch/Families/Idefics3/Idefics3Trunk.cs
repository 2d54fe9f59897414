using Mpa.Torch.Language;
using Mpa.Torch.Layers;
using Mpa.Torch.Vision;
using static TorchSharp.torch;

namespace Mpa.Torch.Families.Idefics3;

/// <summary>Everything under "model." in the checkpoint: tower, connector, decoder.</summary>
internal sealed class Idefics3Trunk : nn.Module
{
    [ComponentName(Name = "vision_model")]
    private readonly VisionTower _vision;

    [ComponentName(Name = "connector")]
    private readonly PixelShuffleConnector _connector;

    [ComponentName(Name = "text_model")]
    private readonly Decoder _text;

    public Idefics3Trunk(Idefics3Config config, TensorPlace place)
        : base(nameof(Idefics3Trunk))
    {
        _vision = new VisionTower(config.Vision, place);
        _connector = new PixelShuffleConnector(config, place);
        _text = new Decoder(config.Text, place);
        RegisterComponents();
    }

    public VisionTower Vision => _vision;

    public PixelShuffleConnector Connector => _connector;

    public Decoder Text => _text;
}
