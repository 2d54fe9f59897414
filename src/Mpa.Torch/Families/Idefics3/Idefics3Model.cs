using Mpa.Torch.Checkpoints;
using Mpa.Torch.Language;
using Mpa.Torch.Layers;
using Mpa.Torch.Vision;
using Mpa.Torch.Vision.Processors;
using static TorchSharp.torch;

namespace Mpa.Torch.Families.Idefics3;

/// <summary>
/// Idefics3 (arXiv 2408.12637), the architecture of SmolVLM (arXiv 2504.05299): image features stand in the prompt's
/// vectors at the places of the image token.
/// </summary>
internal sealed class Idefics3Model : nn.Module, IVisionLanguageNetwork
{
    [ComponentName(Name = "model")]
    private readonly Idefics3Trunk _trunk;

    [ComponentName(Name = "lm_head")]
    private readonly Linear? _head;

    public Idefics3Model(Idefics3Config config, TensorPlace place)
        : base(nameof(Idefics3Model))
    {
        Config = config;
        _trunk = new Idefics3Trunk(config, place);
        _head = config.Text.TieEmbeddings
            ? null
            : new Linear(config.Text.HiddenSize, config.Text.VocabularySize, bias: false, place);
        RegisterComponents();
    }

    public Idefics3Config Config { get; }

    public nn.Module Module => this;

    public DecoderConfig Text => Config.Text;

    public ScalarType Dtype => _trunk.Text.Embeddings.Weight.dtype;

    public int PatchSize => Config.Vision.PatchSize;

    public string LanguageLinears => @".*text_model.*\.(q_proj|k_proj|v_proj|o_proj|gate_proj|up_proj|down_proj)";

    public string OtherPath(string path) => path;

    /// <summary>
    /// Loads the weights of a hub-layout folder that was checked. Those stored in another type are converted one tensor
    /// at a time.
    /// </summary>
    public static Idefics3Model Load(string folder, Idefics3Config config, TensorPlace place) =>
        WeightLoader.Load(new Idefics3Model(config, place), folder);

    /// <summary>pixels: [tiles, 3, side, side] → tower output [tiles, patches, D].</summary>
    public Tensor Vision(Tensor pixels, IReadOnlyList<bool[,]>? masks = null) =>
        _trunk.Vision.Forward(pixels, masks);

    /// <summary>pixels: [tiles, 3, side, side] → features [tiles, tokens a tile, hidden].</summary>
    public Tensor Features(Tensor pixels, IReadOnlyList<bool[,]>? masks = null) =>
        _trunk.Connector.Forward(Vision(pixels, masks));

    public int Tokens(PixelTile tile) => Config.TokensPerTile;

    public Tensor Features(IReadOnlyList<PixelTile> tiles)
    {
        long side = Config.Vision.ImageSize;
        Tensor pixels = PixelTensor.Of(tiles).view(tiles.Count, Config.Vision.Channels, side, side); // [tiles, 3, H, W]
        return Features(pixels).flatten(0, 1); // [tokens of all, hidden]
    }

    public Tensor Embed(Tensor ids, Tensor? features) =>
        ImagePlaces.Fill(_trunk.Text.Embeddings.Forward(ids), ids, Config.ImageTokenId, features); // [B, L, D]

    public Tensor Hidden(Tensor embeds, Tensor positions, Tensor? mask, KeyValueCache? cache = null) =>
        _trunk.Text.Forward(embeds, positions, mask, cache);

    public Tensor Logits(Tensor hidden) =>
        _head is null ? nn.functional.linear(hidden, _trunk.Text.Embeddings.Weight) : _head.Forward(hidden);
}

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
        long inputs = (long)config.Vision.HiddenSize * _scale * _scale; // shapes are long in TorchSharp
        _projection = new ModalityProjection(inputs, config.Text.HiddenSize, place);
        RegisterComponents();
    }

    /// <summary>
    /// patches: [N, S, D] of a square grid → features [N, S / scale², hidden]; channels joined in the order row,
    /// column, D.
    /// </summary>
    public Tensor Forward(Tensor patches)
    {
        long count = patches.shape[0];

        // Exact: the root of a square this small is a whole number in double.
        long side = (long)Math.Sqrt(patches.shape[1]);
        long small = side / _scale;
        Tensor joined = patches.view(count, small, _scale, small, _scale, patches.shape[2]) // [N, r, dy, c, dx, D]
            .permute(0, 1, 3, 2, 4, 5) // [N, r, c, dy, dx, D]
            .reshape(count, small * small, -1); // [N, rc, dy·dx·D]
        return _projection.Forward(joined); // [N, rc, hidden]
    }
}

/// <summary>The linear map of the connector; a module of its own because the checkpoint's names say so.</summary>
internal sealed class ModalityProjection : nn.Module
{
    [ComponentName(Name = "proj")]
    private readonly Linear _projection;

    public ModalityProjection(long inputs, long outputs, TensorPlace place)
        : base(nameof(ModalityProjection))
    {
        _projection = new Linear(inputs, outputs, bias: false, place);
        RegisterComponents();
    }

    /// <summary>x: [N, S, inputs] → [N, S, outputs].</summary>
    public Tensor Forward(Tensor x) => _projection.Forward(x);
}
