using Mpa.Torch.Layers;
using static TorchSharp.torch;

namespace Mpa.Torch.Language;

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
        long queries = (long)config.Heads * config.HeadDim;
        long keys = (long)config.KeyValueHeads * config.HeadDim;
        _queries = new Linear(config.HiddenSize, queries, config.AttentionBias, place);
        _keys = new Linear(config.HiddenSize, keys, config.AttentionBias, place);
        _values = new Linear(config.HiddenSize, keys, config.AttentionBias, place);
        _output = new Linear(queries, config.HiddenSize, config.OutputBias, place);
        RegisterComponents();
    }

    /// <summary>x: [B, L, D]; mask: [B, 1, L, S] (true = may be looked at), or null for plain causal attention → [B, L, D].</summary>
    public Tensor Forward(Tensor x, Rotary rotary, Tensor? mask, LayerCache? cache, long past)
    {
        Tensor queries = rotary.Turn(Split(_queries.Forward(x), _config.Heads)); // [B, H, L, d]
        Tensor keys = rotary.Turn(Split(_keys.Forward(x), _config.KeyValueHeads)); // [B, Hkv, L, d]
        Tensor values = Split(_values.Forward(x), _config.KeyValueHeads); // [B, Hkv, L, d]
        if (cache is not null)
        {
            (keys, values) = cache.Append(keys, values, past); // [B, Hkv, S, d]
        }

        Tensor mixed = x.shape[1] == 1
            ? MixOne(queries, keys, values, mask) // [B, Hkv, g, d]
            : MixMany(queries, keys, values, mask).transpose(1, 2); // [B, L, H, d]
        return _output.Forward(mixed.reshape(x.shape[0], x.shape[1], -1)); // [B, L, D]
    }

    /// <summary>One query a row: the heads of a group stand as its queries, so that no key or value is copied.</summary>
    private Tensor MixOne(Tensor queries, Tensor keys, Tensor values, Tensor? mask) =>
        nn.functional.scaled_dot_product_attention(
            queries.reshape(queries.shape[0], _config.KeyValueHeads, -1, _config.HeadDim), keys, values, mask); // [B, Hkv, g, d]

    private Tensor MixMany(Tensor queries, Tensor keys, Tensor values, Tensor? mask) =>
        nn.functional.scaled_dot_product_attention(queries, Repeat(keys), Repeat(values), mask, is_casual: mask is null); // [B, H, L, d]

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
