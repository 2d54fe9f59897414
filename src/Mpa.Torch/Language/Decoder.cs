using Mpa.Torch.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Embedding = Mpa.Torch.Layers.Embedding;

namespace Mpa.Torch.Language;

/// <summary>A text decoder without its head: vectors in, hidden states out.</summary>
internal sealed class Decoder : nn.Module
{
    [ComponentName(Name = "embed_tokens")]
    private readonly Embedding _embeddings;

    [ComponentName(Name = "layers")]
    private readonly ModuleList<DecoderLayer> _layers;

    [ComponentName(Name = "norm")]
    private readonly NormLayer _norm;

    private readonly DecoderConfig _config;

    public Decoder(DecoderConfig config, TensorPlace place)
        : base(nameof(Decoder))
    {
        _config = config;
        _embeddings = new Embedding(config.VocabularySize, config.HiddenSize, config.PaddingId, place);
        _layers = new ModuleList<DecoderLayer>(
            [.. Enumerable.Range(0, config.Layers).Select(_ => new DecoderLayer(config, place))]);
        _norm = config.Norm.Create(config.HiddenSize, place);
        RegisterComponents();
    }

    public Embedding Embeddings => _embeddings;

    /// <summary>Room for so many columns of so many rows, with nothing read.</summary>
    public DecoderState NewState(long rows, long capacity) =>
        new([.. _layers.Select(layer => layer.NewState(rows, capacity, _embeddings.Weight.dtype))], capacity);

    /// <summary>Told the vectors before the first layer ("hidden_0") and after each one, for debugging.</summary>
    public Action<string, Tensor>? Seen { get; set; }

    /// <summary>
    /// embeds: [B, L, D]; positions: [B, L] or [axes, B, L]; mask: [B, 1, L, S] (true = may be looked at), or null
    /// where no row is padded on the left → hidden states [B, L, D].
    /// </summary>
    public Tensor Forward(Tensor embeds, Tensor positions, Tensor? mask, DecoderState? state = null)
    {
        // The rotary tables go with this scope, what a layer makes on the way with its own. Autograd holds on to what
        // it needs.
        using DisposeScope scope = NewDisposeScope();
        Rotary rotary = Rotary.At(positions, _config.Rotary, embeds.dtype);
        long past = state?.Length ?? 0;
        Tensor x = Scaled(embeds); // [B, L, D]
        Tensor? windowed = Windowed(x, mask, past); // [B, 1, L, S]
        Seen?.Invoke("hidden_0", x);
        for (int i = 0; i < _layers.Count; i++)
        {
            using DisposeScope inner = NewDisposeScope();
            Tensor? seen = _config.Attention.WindowOf(i) is null ? mask : windowed; // [B, 1, L, S]
            x = _layers[i].Forward(x, rotary, seen, state?[i], past).MoveToOuterDisposeScope(); // [B, L, D]
            Seen?.Invoke($"hidden_{i + 1}", i + 1 == _layers.Count ? _norm.Forward(x) : x);
        }

        state?.Advance(embeds.shape[1]);
        return _norm.Forward(x).MoveToOuterDisposeScope(); // [B, L, D]
    }

    private Tensor Scaled(Tensor embeds) => _config.EmbeddingScale == 1
        ? embeds
        : embeds.mul(tensor(_config.EmbeddingScale, embeds.dtype)); // the factor rounded as the public one is

    /// <summary>The mask of layers that see a window; the mask itself where the window holds everything.</summary>
    private Tensor? Windowed(Tensor x, Tensor? mask, long past)
    {
        long length = x.shape[1];
        long columns = past + length;
        return _config.Attention.Window is { } window && columns > window
            ? PaddedPositions.Window(mask ?? PaddedPositions.Causal(length, columns), window) // [B, 1, L, S]
            : mask;
    }
}

/// <summary>A pre-norm decoder layer.</summary>
internal sealed class DecoderLayer : nn.Module
{
    [ComponentName(Name = "self_attn")]
    private readonly Attention _attention;

    [ComponentName(Name = "mlp")]
    private readonly Mlp _mlp;

    [ComponentName(Name = "input_layernorm")]
    private readonly NormLayer _attentionNorm;

    [ComponentName(Name = "post_attention_layernorm")]
    private readonly NormLayer? _secondNorm;

    [ComponentName(Name = "pre_feedforward_layernorm")]
    private readonly NormLayer? _thirdNorm;

    [ComponentName(Name = "post_feedforward_layernorm")]
    private readonly NormLayer? _lastNorm;

    private readonly BlockKind _block;

    public DecoderLayer(DecoderConfig config, TensorPlace place)
        : base(nameof(DecoderLayer))
    {
        _block = config.Block;
        _attention = new Attention(config, place);
        _mlp = new Mlp(config.Mlp, config.HiddenSize, place);
        _attentionNorm = config.Norm.Create(config.HiddenSize, place);
        _secondNorm = _block == BlockKind.Parallel ? null : config.Norm.Create(config.HiddenSize, place);
        _thirdNorm = _block == BlockKind.Sandwich ? config.Norm.Create(config.HiddenSize, place) : null;
        _lastNorm = _block == BlockKind.Sandwich ? config.Norm.Create(config.HiddenSize, place) : null;
        RegisterComponents();
    }

    /// <summary>What it keeps between tokens.</summary>
    public IReadOnlyList<RowTensor> NewState(long rows, long capacity, ScalarType dtype) =>
        _attention.NewState(rows, capacity, dtype);

    /// <summary>x: [B, L, D] → [B, L, D]; see <see cref="Attention.Forward"/> for the rest.</summary>
    public Tensor Forward(
        Tensor x, Rotary rotary, Tensor? mask, IReadOnlyList<RowTensor>? state, long past)
    {
        Tensor normal = _attentionNorm.Forward(x); // [B, L, D]
        Tensor attended = _attention.Forward(normal, rotary, mask, state, past); // [B, L, D]
        switch (_block)
        {
            case BlockKind.Parallel:
                return attended.Plus(_mlp.Forward(normal)).Plus(x); // [B, L, D]
            case BlockKind.Sandwich:
                x = x.Plus(_secondNorm!.Forward(attended)); // [B, L, D]
                return x.Plus(_lastNorm!.Forward(_mlp.Forward(_thirdNorm!.Forward(x)))); // [B, L, D]
            default:
                x = x.Plus(attended); // [B, L, D]
                return x.Plus(_mlp.Forward(_secondNorm!.Forward(x))); // [B, L, D]
        }
    }
}
