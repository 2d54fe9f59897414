using Mpa.Torch.Layers;
using Mpa.Torch.Vision.Processors;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Mpa.Torch.Vision;

/// <summary>What turns the pixels of tiles into vectors.</summary>
internal interface IVisionTower
{
    /// <summary>tiles → vectors [tiles, S, D], or [S, D] of all tiles where these may differ in size.</summary>
    Tensor Forward(IReadOnlyList<PixelTile> tiles);
}

/// <summary>
/// A tower for tiles of one size: patches with places, layers, the output of one of them (SigLIP, arXiv 2303.15343;
/// CLIP, arXiv 2103.00020; InternViT, arXiv 2312.14238).
/// </summary>
internal sealed class VisionTower : nn.Module, IVisionTower
{
    [ComponentName(Name = "patch")]
    private readonly PatchProjection _patches;

    [ComponentName(Name = "class_token")]
    private readonly Parameter? _classToken;

    [ComponentName(Name = "positions")]
    private readonly PositionVectors _positions;

    [ComponentName(Name = "first_norm")]
    private readonly NormLayer? _firstNorm;

    [ComponentName(Name = "layers")]
    private readonly ModuleList<VisionLayer> _layers;

    [ComponentName(Name = "last_norm")]
    private readonly NormLayer? _lastNorm;

    private readonly VisionConfig _config;

    public VisionTower(VisionConfig config, TensorPlace place)
        : base(nameof(VisionTower))
    {
        _config = config;
        _patches = new PatchProjection(config, place);
        _classToken = config.ClassToken ? place.Parameter(VisionTensors.ClassShape(config)) : null;
        _positions = new PositionVectors(config, place);
        _firstNorm = config.FirstNorm ? config.Norm.Create(config.HiddenSize, place) : null;
        _layers = new ModuleList<VisionLayer>(
            [.. Enumerable.Range(0, config.Layers).Select(_ => new VisionLayer(config, place))]);
        _lastNorm = config.LastNorm != LastNorm.None ? config.Norm.Create(config.HiddenSize, place) : null;
        RegisterComponents();
    }

    /// <summary>Told the vectors before the first layer ("vision_hidden_0") and after each, for debugging.</summary>
    public Action<string, Tensor>? Seen { get; set; }

    /// <inheritdoc/>
    public Tensor Forward(IReadOnlyList<PixelTile> tiles)
    {
        PixelTile first = tiles[0];
        Tensor pixels = PixelTensor.Of(tiles)
            .view(tiles.Count, VisionConfig.Channels, first.Height, first.Width); // [N, 3, H, W]
        return Forward(pixels); // [N, S, D]
    }

    /// <summary>
    /// pixels: [N, 3, H, W], masks: which patches hold image, one a tile, or null for all → [N, S, D].
    /// </summary>
    public Tensor Forward(Tensor pixels, IReadOnlyList<bool[,]>? masks = null)
    {
        Tensor? mask = masks is null
            ? null
            : tensor([.. masks.SelectMany(m => m.Cast<bool>())]).view(masks.Count, 1, 1, -1); // [N, 1, 1, S]
        Tensor x = Encode(Embed(pixels, masks), mask); // [N, S, D]
        x = _config.LastNorm == LastNorm.Used ? _lastNorm!.Forward(x) : x; // [N, S, D]
        return _config.Dropped == 0 ? x : x.narrow(1, _config.Dropped, x.shape[1] - _config.Dropped); // [N, S − n, D]
    }

    private Tensor Embed(Tensor pixels, IReadOnlyList<bool[,]>? masks)
    {
        Tensor x = _patches.Forward(pixels); // [N, patches, D]
        if (_classToken is not null)
        {
            Tensor first = _classToken.view(1, 1, -1).expand(x.shape[0], 1, -1); // [N, 1, D]
            x = cat([first, x], 1); // [N, S, D]
        }

        x = _positions.Add(x, pixels, masks); // [N, S, D]
        return _firstNorm is null ? x : _firstNorm.Forward(x); // [N, S, D]
    }

    private Tensor Encode(Tensor x, Tensor? mask)
    {
        Seen?.Invoke("vision_hidden_0", x);
        for (int i = 0; i < _config.Layers - _config.UnusedLayers; i++)
        {
            // What a layer makes on the way is let go of with it (autograd holds on to what it needs).
            using DisposeScope scope = NewDisposeScope();
            x = _layers[i].Forward(x, mask).MoveToOuterDisposeScope(); // [N, S, D]
            Seen?.Invoke($"vision_hidden_{i + 1}", x);
        }

        return x;
    }
}
