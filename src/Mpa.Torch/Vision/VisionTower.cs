using Mpa.Torch.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using LayerNorm = Mpa.Torch.Layers.LayerNorm;
using Linear = Mpa.Torch.Layers.Linear;

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
internal sealed record VisionConfig(
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

/// <summary>
/// SigLIP without its pooling head: patches, encoder, final norm (arXiv 2303.15343; transformers modeling_idefics3).
/// </summary>
internal sealed class VisionTower : nn.Module
{
    [ComponentName(Name = "embeddings")]
    private readonly VisionEmbeddings _embeddings;

    [ComponentName(Name = "encoder")]
    private readonly VisionEncoder _encoder;

    [ComponentName(Name = "post_layernorm")]
    private readonly LayerNorm _norm;

    public VisionTower(VisionConfig config, TensorPlace place)
        : base(nameof(VisionTower))
    {
        _embeddings = new VisionEmbeddings(config, place);
        _encoder = new VisionEncoder(config, place);
        _norm = new LayerNorm(config.HiddenSize, config.NormEpsilon, place);
        RegisterComponents();
    }

    /// <summary>
    /// pixels: [N, 3, H, W], masks: which patches hold image, one a tile, or null for all → [N, S, D].
    /// </summary>
    public Tensor Forward(Tensor pixels, IReadOnlyList<bool[,]>? masks = null)
    {
        Tensor? mask = masks is null
            ? null
            : tensor([.. masks.SelectMany(m => m.Cast<bool>())]).view(masks.Count, 1, 1, -1); // [N, 1, 1, S]
        Tensor x = _embeddings.Forward(pixels, masks); // [N, S, D]
        return _norm.Forward(_encoder.Forward(x, mask)); // [N, S, D]
    }
}

/// <summary>The stack of encoder layers.</summary>
internal sealed class VisionEncoder : nn.Module
{
    [ComponentName(Name = "layers")]
    private readonly ModuleList<VisionLayer> _layers;

    public VisionEncoder(VisionConfig config, TensorPlace place)
        : base(nameof(VisionEncoder))
    {
        _layers = new ModuleList<VisionLayer>(
            [.. Enumerable.Range(0, config.Layers).Select(_ => new VisionLayer(config, place))]);
        RegisterComponents();
    }

    /// <summary>x: [N, S, D], mask: [N, 1, 1, S] or null → [N, S, D].</summary>
    public Tensor Forward(Tensor x, Tensor? mask)
    {
        foreach (VisionLayer layer in _layers)
        {
            // What a layer makes on the way is let go of with it (autograd holds on to what it needs).
            using DisposeScope scope = NewDisposeScope();
            x = layer.Forward(x, mask).MoveToOuterDisposeScope(); // [N, S, D]
        }

        return x;
    }
}

/// <summary>A pre-norm encoder layer.</summary>
internal sealed class VisionLayer : nn.Module
{
    [ComponentName(Name = "self_attn")]
    private readonly VisionAttention _attention;

    [ComponentName(Name = "layer_norm1")]
    private readonly LayerNorm _attentionNorm;

    [ComponentName(Name = "mlp")]
    private readonly VisionMlp _mlp;

    [ComponentName(Name = "layer_norm2")]
    private readonly LayerNorm _mlpNorm;

    public VisionLayer(VisionConfig config, TensorPlace place)
        : base(nameof(VisionLayer))
    {
        _attention = new VisionAttention(config, place);
        _attentionNorm = new LayerNorm(config.HiddenSize, config.NormEpsilon, place);
        _mlp = new VisionMlp(config, place);
        _mlpNorm = new LayerNorm(config.HiddenSize, config.NormEpsilon, place);
        RegisterComponents();
    }

    /// <summary>x: [N, S, D], mask: [N, 1, 1, S] or null → [N, S, D].</summary>
    public Tensor Forward(Tensor x, Tensor? mask)
    {
        x = x.Plus(_attention.Forward(_attentionNorm.Forward(x), mask)); // [N, S, D]
        return x.Plus(_mlp.Forward(_mlpNorm.Forward(x))); // [N, S, D]
    }
}

/// <summary>Attention of every patch to every patch of its tile.</summary>
internal sealed class VisionAttention : nn.Module
{
    [ComponentName(Name = "k_proj")]
    private readonly Linear _keys;

    [ComponentName(Name = "v_proj")]
    private readonly Linear _values;

    [ComponentName(Name = "q_proj")]
    private readonly Linear _queries;

    [ComponentName(Name = "out_proj")]
    private readonly Linear _output;

    private readonly int _heads;

    public VisionAttention(VisionConfig config, TensorPlace place)
        : base(nameof(VisionAttention))
    {
        long size = config.HiddenSize;
        _heads = config.Heads;
        _keys = new Linear(size, size, bias: true, place);
        _values = new Linear(size, size, bias: true, place);
        _queries = new Linear(size, size, bias: true, place);
        _output = new Linear(size, size, bias: true, place);
        RegisterComponents();
    }

    /// <summary>x: [N, S, D], mask: [N, 1, 1, S] (true = may be looked at) or null → [N, S, D].</summary>
    public Tensor Forward(Tensor x, Tensor? mask)
    {
        Tensor queries = Split(_queries.Forward(x)); // [N, H, S, D/H]
        Tensor keys = Split(_keys.Forward(x)); // [N, H, S, D/H]
        Tensor values = Split(_values.Forward(x)); // [N, H, S, D/H]
        Tensor attended = nn.functional.scaled_dot_product_attention(queries, keys, values, mask); // [N, H, S, D/H]
        return _output.Forward(attended.transpose(1, 2).reshape(x.shape)); // [N, S, D]
    }

    private Tensor Split(Tensor x) => x.view(x.shape[0], x.shape[1], _heads, -1).transpose(1, 2); // [N, H, S, D/H]
}

/// <summary>Two linear layers with the tanh form of GELU between them.</summary>
internal sealed class VisionMlp : nn.Module
{
    [ComponentName(Name = "fc1")]
    private readonly Linear _up;

    [ComponentName(Name = "fc2")]
    private readonly Linear _down;

    public VisionMlp(VisionConfig config, TensorPlace place)
        : base(nameof(VisionMlp))
    {
        _up = new Linear(config.HiddenSize, config.IntermediateSize, bias: true, place);
        _down = new Linear(config.IntermediateSize, config.HiddenSize, bias: true, place);
        RegisterComponents();
    }

    /// <summary>x: [N, S, D] → [N, S, D].</summary>
    public Tensor Forward(Tensor x) => _down.Forward(_up.Forward(x).gelu(GELU.Approximate.tanh));
}
