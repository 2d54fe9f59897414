using Mpa.Torch.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Embedding = Mpa.Torch.Layers.Embedding;
using Linear = Mpa.Torch.Layers.Linear;

namespace Mpa.Torch.Language;

/// <summary>A Llama-like text decoder without its head: vectors in, hidden states out.</summary>
internal sealed class Decoder : nn.Module
{
    [ComponentName(Name = "embed_tokens")]
    private readonly Embedding _embeddings;

    [ComponentName(Name = "layers")]
    private readonly ModuleList<DecoderLayer> _layers;

    [ComponentName(Name = "norm")]
    private readonly RmsNorm _norm;

    private readonly DecoderConfig _config;

    public Decoder(DecoderConfig config, TensorPlace place)
        : base(nameof(Decoder))
    {
        _config = config;
        _embeddings = new Embedding(config.VocabularySize, config.HiddenSize, config.PaddingId, place);
        _layers = new ModuleList<DecoderLayer>(
            [.. Enumerable.Range(0, config.Layers).Select(_ => new DecoderLayer(config, place))]);
        _norm = new RmsNorm(config.HiddenSize, config.NormEpsilon, place);
        RegisterComponents();
    }

    public Embedding Embeddings => _embeddings;

    /// <summary>
    /// embeds: [B, L, D]; positions: [B, L]; mask: [B, 1, L, S] (true = may be looked at), or null where no row is
    /// padded on the left → hidden states [B, L, D].
    /// </summary>
    public Tensor Forward(Tensor embeds, Tensor positions, Tensor? mask, KeyValueCache? cache = null)
    {
        // The rotary tables go with this scope, what a layer makes on the way with its own. Autograd holds on to what
        // it needs.
        using DisposeScope scope = NewDisposeScope();
        Rotary rotary = Rotary.At(positions, _config, embeds.dtype);
        long past = cache?.Length ?? 0;
        Tensor x = embeds; // [B, L, D]
        for (int i = 0; i < _layers.Count; i++)
        {
            using DisposeScope inner = NewDisposeScope();
            x = _layers[i].Forward(x, rotary, mask, cache?[i], past).MoveToOuterDisposeScope(); // [B, L, D]
        }

        cache?.Advance(embeds.shape[1]);
        return _norm.Forward(x).MoveToOuterDisposeScope(); // [B, L, D]
    }
}

/// <summary>A pre-norm decoder layer.</summary>
internal sealed class DecoderLayer : nn.Module
{
    [ComponentName(Name = "self_attn")]
    private readonly Attention _attention;

    [ComponentName(Name = "mlp")]
    private readonly GatedMlp _mlp;

    [ComponentName(Name = "input_layernorm")]
    private readonly RmsNorm _attentionNorm;

    [ComponentName(Name = "post_attention_layernorm")]
    private readonly RmsNorm _mlpNorm;

    public DecoderLayer(DecoderConfig config, TensorPlace place)
        : base(nameof(DecoderLayer))
    {
        _attention = new Attention(config, place);
        _mlp = new GatedMlp(config.HiddenSize, config.IntermediateSize, config.MlpBias, place);
        _attentionNorm = new RmsNorm(config.HiddenSize, config.NormEpsilon, place);
        _mlpNorm = new RmsNorm(config.HiddenSize, config.NormEpsilon, place);
        RegisterComponents();
    }

    /// <summary>x: [B, L, D] → [B, L, D]; see <see cref="Attention.Forward"/> for the rest.</summary>
    public Tensor Forward(Tensor x, Rotary rotary, Tensor? mask, LayerCache? cache, long past)
    {
        x = x.Plus(_attention.Forward(_attentionNorm.Forward(x), rotary, mask, cache, past)); // [B, L, D]
        return x.Plus(_mlp.Forward(_mlpNorm.Forward(x))); // [B, L, D]
    }
}

/// <summary>Grouped-query attention with rotary positions.</summary>
internal sealed class Attention : nn.Module
{
    [ComponentName(Name = "q_proj")]
    private readonly Linear _queries;

    [ComponentName(Name = "k_proj")]
    private readonly Linear _keys;

    [ComponentName(Name = "v_proj")]
    private readonly Linear _values;

    [ComponentName(Name = "o_proj")]
    private readonly Linear _output;

    private readonly DecoderConfig _config;

    public Attention(DecoderConfig config, TensorPlace place)
        : base(nameof(Attention))
    {
        _config = config;

        // Shapes are long in TorchSharp.
        long queries = (long)config.Heads * config.HeadDim;
        long keys = (long)config.KeyValueHeads * config.HeadDim;
        _queries = new Linear(config.HiddenSize, queries, config.AttentionBias, place);
        _keys = new Linear(config.HiddenSize, keys, config.AttentionBias, place);
        _values = new Linear(config.HiddenSize, keys, config.AttentionBias, place);
        _output = new Linear(queries, config.HiddenSize, config.OutputBias, place);
        RegisterComponents();
    }

    /// <summary>
    /// x: [B, L, D]; mask: [B, 1, L, S] (true = may be looked at), or null for plain causal attention → [B, L, D].
    /// </summary>
    public Tensor Forward(Tensor x, Rotary rotary, Tensor? mask, LayerCache? cache, long past)
    {
        Tensor queries = rotary.Rotate(Split(_queries.Forward(x), _config.Heads)); // [B, H, L, d]
        Tensor keys = rotary.Rotate(Split(_keys.Forward(x), _config.KeyValueHeads)); // [B, Hkv, L, d]
        Tensor values = Split(_values.Forward(x), _config.KeyValueHeads); // [B, Hkv, L, d]
        if (cache is not null)
        {
            (keys, values) = cache.Append(keys, values, past); // [B, Hkv, S, d]
        }

        Tensor attended = x.shape[1] == 1
            ? AttendFromOne(queries, keys, values, mask) // [B, Hkv, g, d]
            : AttendFromMany(queries, keys, values, mask).transpose(1, 2); // [B, L, H, d]
        return _output.Forward(attended.reshape(x.shape[0], x.shape[1], -1)); // [B, L, D]
    }

    /// <summary>
    /// One query a row: the heads of a group stand as its queries, so that no key or value is copied.
    /// </summary>
    private Tensor AttendFromOne(Tensor queries, Tensor keys, Tensor values, Tensor? mask)
    {
        long batch = queries.shape[0];
        Tensor grouped = queries.reshape(batch, _config.KeyValueHeads, -1, _config.HeadDim); // [B, Hkv, g, d]
        return nn.functional.scaled_dot_product_attention(grouped, keys, values, mask); // [B, Hkv, g, d]
    }

    private Tensor AttendFromMany(Tensor queries, Tensor keys, Tensor values, Tensor? mask) =>
        nn.functional.scaled_dot_product_attention(
            queries, Repeat(keys), Repeat(values), mask, is_casual: mask is null); // [B, H, L, d]

    private Tensor Split(Tensor x, int heads) =>
        x.view(x.shape[0], x.shape[1], heads, _config.HeadDim).transpose(1, 2); // [B, heads, L, d]

    private Tensor Repeat(Tensor x)
    {
        int group = _config.Heads / _config.KeyValueHeads;
        return group == 1
            ? x
            : x.unsqueeze(2).expand(x.shape[0], x.shape[1], group, x.shape[2], x.shape[3]) // [B, Hkv, g, S, d]
                .reshape(x.shape[0], _config.Heads, x.shape[2], x.shape[3]); // [B, H, S, d]
    }
}

/// <summary>down(silu(gate(x)) · up(x)) (arXiv 2002.05202).</summary>
internal sealed class GatedMlp : nn.Module, ILayer
{
    [ComponentName(Name = "gate_proj")]
    private readonly Linear _gate;

    [ComponentName(Name = "up_proj")]
    private readonly Linear _up;

    [ComponentName(Name = "down_proj")]
    private readonly Linear _down;

    public GatedMlp(long width, long inner, bool bias, TensorPlace place)
        : base(nameof(GatedMlp))
    {
        _gate = new Linear(width, inner, bias, place);
        _up = new Linear(width, inner, bias, place);
        _down = new Linear(inner, width, bias, place);
        RegisterComponents();
    }

    /// <summary>x: [..., width] → [..., width].</summary>
    public Tensor Forward(Tensor x) => _down.Forward(_gate.Forward(x).silu().mul(_up.Forward(x)));
}
