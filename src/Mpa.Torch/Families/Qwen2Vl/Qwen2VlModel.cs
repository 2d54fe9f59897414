using Mpa.Torch.Checkpoints;
using Mpa.Torch.Language;
using Mpa.Torch.Layers;
using Mpa.Torch.Vision.Processors;
using static TorchSharp.torch;

namespace Mpa.Torch.Families.Qwen2Vl;

/// <summary>
/// Qwen2-VL (arXiv 2409.12191) and Qwen2.5-VL (arXiv 2502.13923): image tokens stand in the prompt's vectors at the
/// places of the image token.
/// </summary>
internal sealed class Qwen2VlModel : nn.Module, IVisionLanguageNetwork
{
    [ComponentName(Name = "visual")]
    private readonly Qwen2VisionTower _vision;

    [ComponentName(Name = "model")]
    private readonly Decoder _text;

    [ComponentName(Name = "lm_head")]
    private readonly Linear? _head;

    public Qwen2VlModel(Qwen2VlConfig config, TensorPlace place)
        : base(nameof(Qwen2VlModel))
    {
        Config = config;
        _vision = new Qwen2VisionTower(config.Vision, place);
        _text = new Decoder(config.Text, place);
        _head = config.Text.TieEmbeddings
            ? null
            : new Linear(config.Text.HiddenSize, config.Text.VocabularySize, bias: false, place);
        RegisterComponents();
    }

    public Qwen2VlConfig Config { get; }

    public Qwen2VisionTower Vision => _vision;

    public nn.Module Module => this;

    public DecoderConfig Text => Config.Text;

    public ScalarType Dtype => _text.Embeddings.Weight.dtype;

    public int PatchSize => Config.Vision.PatchSize;

    // The vision MLPs of 2.5 have layers of the same names: the path tells them apart.
    public string LanguageLinears => @"model\.layers\.\d+\.(self_attn\.(q|k|v|o)|mlp\.(gate|up|down))_proj";

    public string OtherPath(string path) => Qwen2VlTensors.NewPathOf(path);

    /// <summary>
    /// Loads the weights of a hub-layout folder that was checked. Those stored in another type are converted one tensor
    /// at a time.
    /// </summary>
    public static Qwen2VlModel Load(string folder, Qwen2VlConfig config, TensorPlace place) =>
        WeightLoader.Load(new Qwen2VlModel(config, place), folder, Qwen2VlTensors.NameOf);

    public int Tokens(PixelTile tile) => Grid(tile).Count / (Config.Vision.MergeSize * Config.Vision.MergeSize);

    public Tensor Features(IReadOnlyList<PixelTile> tiles)
    {
        Tensor pixels = PixelTensor.Of(tiles).view(-1, Config.Vision.PatchValues); // [S, values of a patch]
        return _vision.Forward(pixels, [.. tiles.Select(Grid)]); // [image tokens, hidden]
    }

    public Tensor Embed(Tensor ids, Tensor? features) =>
        ImagePlaces.Fill(_text.Embeddings.Forward(ids), ids, Config.ImageTokenId, features); // [B, L, D]

    public Tensor Hidden(Tensor embeds, Tensor positions, Tensor? mask, KeyValueCache? cache = null) =>
        _text.Forward(embeds, positions, mask, cache);

    public Tensor Logits(Tensor hidden) =>
        _head is null ? nn.functional.linear(hidden, _text.Embeddings.Weight) : _head.Forward(hidden);

    private PatchGrid Grid(PixelTile tile) => new(tile.Height / PatchSize, tile.Width / PatchSize);
}
