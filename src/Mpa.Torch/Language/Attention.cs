using Mpa.Torch.Layers;
using static TorchSharp.torch;

namespace Mpa.Torch.Language;

/// <summary>Grouped-query attention with rotary positions.</summary>
internal sealed class Attention : nn.Module
{
    [ComponentName(Name = "q_proj")]
    private readonly Linear? _queries;

    [ComponentName(Name = "k_proj")]
    private readonly Linear? _keys;

    [ComponentName(Name = "v_proj")]
    private readonly Linear? _values;

    [ComponentName(Name = "qkv_proj")]
    private readonly Linear? _joined;

    [ComponentName(Name = "o_proj")]
    private readonly Linear _output;

    [ComponentName(Name = "q_norm")]
    private readonly nn.Module? _queryNorm;

    [ComponentName(Name = "k_norm")]
    private readonly nn.Module? _keyNorm;

    private readonly AttentionConfig _config;

    public Attention(DecoderConfig decoder, TensorPlace place)
        : base(nameof(Attention))
    {
        _config = decoder.Attention;
        long width = decoder.HiddenSize;
        if (_config.Projection == QueryKeyValue.Apart)
        {
            _queries = new Linear(width, _config.Queries, _config.Bias, place);
            _keys = new Linear(width, _config.Keys, _config.Bias, place);
            _values = new Linear(width, _config.Keys, _config.Bias, place);
        }
        else
        {
            _joined = new Linear(width, _config.Queries + (2 * _config.Keys), _config.Bias, place);
        }

        _output = new Linear(_config.Queries, width, _config.OutputBias, place);
        _queryNorm = Norm(_config.Heads, decoder.Norm.Epsilon, place);
        _keyNorm = Norm(_config.KeyValueHeads, decoder.Norm.Epsilon, place);
        RegisterComponents();
    }

    /// <summary>
    /// x: [B, L, D]; mask: [B, 1, L, S] (true = may be looked at), or null for plain causal attention → [B, L, D].
    /// </summary>
    public Tensor Forward(
        Tensor x, Rotary rotary, Tensor? mask, IReadOnlyList<RowTensor>? state, long past)
    {
        (Tensor queries, Tensor keys, Tensor values) = Project(x); // [B, H, L, d], [B, Hkv, L, d], the same
        queries = rotary.Rotate(Normal(_queryNorm, queries)); // [B, H, L, d]
        keys = rotary.Rotate(Normal(_keyNorm, keys)); // [B, Hkv, L, d]
        if (state is not null)
        {
            (keys, values) = (state[0].Append(keys, past), state[1].Append(values, past)); // [B, Hkv, S, d]
        }

        if (_config.ScoreWidth is { } width && width != _config.HeadDim)
        {
            queries = queries.Times(Math.Sqrt(_config.HeadDim / width)); // what follows divides by √d
        }

        Tensor attended = true switch
        {
            _ when _config.ScoresCap is { } cap => Capped(queries, keys, values, mask, cap).transpose(1, 2),
            _ when x.shape[1] == 1 => AttendFromOne(queries, keys, values, mask), // [B, Hkv, g, d]
            _ => AttendFromMany(queries, keys, values, mask).transpose(1, 2), // [B, L, H, d]
        };
        return _output.Forward(attended.reshape(x.shape[0], x.shape[1], -1)); // [B, L, D]
    }

    /// <summary>What it keeps between tokens: keys and values.</summary>
    public IReadOnlyList<RowTensor> NewState(long rows, long capacity, ScalarType dtype) =>
    [
        RowTensor.ByColumn(rows, _config.KeyValueHeads, capacity, _config.HeadDim, dtype),
        RowTensor.ByColumn(rows, _config.KeyValueHeads, capacity, _config.HeadDim, dtype),
    ];

    private (Tensor Queries, Tensor Keys, Tensor Values) Project(Tensor x)
    {
        switch (_config.Projection)
        {
            case QueryKeyValue.Apart:
                return (
                    Split(_queries!.Forward(x), _config.Heads),
                    Split(_keys!.Forward(x), _config.KeyValueHeads),
                    Split(_values!.Forward(x), _config.KeyValueHeads));
            case QueryKeyValue.Joined:
                Tensor all = Split(_joined!.Forward(x), _config.Heads + (2 * _config.KeyValueHeads)); // [B, all, L, d]
                return (
                    all.narrow(1, 0, _config.Heads),
                    all.narrow(1, _config.Heads, _config.KeyValueHeads),
                    all.narrow(1, _config.Heads + _config.KeyValueHeads, _config.KeyValueHeads));
            default:
                return Grouped(_joined!.Forward(x));
        }
    }

    /// <summary>joined: [B, L, Hkv · (g + 2) · d], for each key head its queries, key and value.</summary>
    private (Tensor Queries, Tensor Keys, Tensor Values) Grouped(Tensor joined)
    {
        long group = _config.Heads / _config.KeyValueHeads;
        Tensor heads = joined
            .view(joined.shape[0], joined.shape[1], _config.KeyValueHeads, group + 2, _config.HeadDim)
            .permute(0, 2, 3, 1, 4); // [B, Hkv, g + 2, L, d]
        return (
            heads.narrow(2, 0, group).flatten(1, 2), // [B, H, L, d]
            heads.select(2, group), // [B, Hkv, L, d]
            heads.select(2, group + 1)); // [B, Hkv, L, d]
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

    /// <summary>Attention whose scores are bounded by tanh, written out: the fused one has no such step.</summary>
    private Tensor Capped(Tensor queries, Tensor keys, Tensor values, Tensor? mask, double cap)
    {
        Tensor scores = queries.matmul(Repeat(keys).transpose(2, 3)).Times(1 / Math.Sqrt(_config.HeadDim));
        Tensor bounded = scores.Bounded(cap); // [B, H, L, S]
        Tensor seen = mask ?? PaddedPositions.Causal(queries.shape[2], keys.shape[2]); // [B or 1, 1, L, S]
        Tensor weights = bounded.Masked(seen.logical_not(), double.NegativeInfinity) // [B, H, L, S]
            .to_type(ScalarType.Float32) // as in the public implementation, whatever the weights are
            .softmax(-1)
            .to_type(queries.dtype);
        return weights.matmul(Repeat(values)); // [B, H, L, d]
    }

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

    private nn.Module? Norm(int heads, double epsilon, TensorPlace place) => _config.HeadNorm switch
    {
        HeadNorm.Shared => new NormConfig(NormKind.Layer, epsilon).Create(_config.HeadDim, place),
        HeadNorm.Each => new NormOfHeads(heads, _config.HeadDim, epsilon, place),
        _ => null,
    };

    private static Tensor Normal(nn.Module? norm, Tensor x) => norm switch
    {
        NormLayer shared => shared.Forward(x),
        NormOfHeads each => each.Forward(x),
        _ => x,
    };
}
