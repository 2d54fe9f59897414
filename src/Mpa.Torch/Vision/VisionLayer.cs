using Mpa.Torch.Language;
using Mpa.Torch.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Linear = Mpa.Torch.Layers.Linear;

namespace Mpa.Torch.Vision;

/// <summary>A pre-norm encoder layer.</summary>
internal sealed class VisionLayer : nn.Module
{
    [ComponentName(Name = "attn")]
    private readonly VisionAttention _attention;

    [ComponentName(Name = "norm1")]
    private readonly NormLayer _attentionNorm;

    [ComponentName(Name = "mlp")]
    private readonly Mlp _mlp;

    [ComponentName(Name = "norm2")]
    private readonly NormLayer _mlpNorm;

    [ComponentName(Name = "scale1")]
    private readonly Parameter? _attentionScale;

    [ComponentName(Name = "scale2")]
    private readonly Parameter? _mlpScale;

    public VisionLayer(VisionConfig config, TensorPlace place)
        : base(nameof(VisionLayer))
    {
        _attention = new VisionAttention(config, place);
        _attentionNorm = config.Norm.Create(config.HiddenSize, place);
        _mlp = new Mlp(config.Mlp, config.HiddenSize, place);
        _mlpNorm = config.Norm.Create(config.HiddenSize, place);
        _attentionScale = config.LayerScale ? place.Parameter(config.HiddenSize) : null;
        _mlpScale = config.LayerScale ? place.Parameter(config.HiddenSize) : null;
        RegisterComponents();
    }

    /// <summary>x: [N, S, D], mask: [N, 1, 1, S] (true = may be looked at) or null → [N, S, D].</summary>
    public Tensor Forward(Tensor x, Tensor? mask) =>
        Finish(x, _attention.Forward(_attentionNorm.Forward(x), mask)); // [N, S, D]

    /// <summary>x: [S, D] of all images → [S, D]; see <see cref="VisionAttention"/> for the rest.</summary>
    public Tensor Forward(Tensor x, Rotary rotary, IReadOnlyList<SegmentRun> runs) =>
        Finish(x, _attention.Forward(_attentionNorm.Forward(x), rotary, runs)); // [S, D]

    private Tensor Finish(Tensor x, Tensor attended)
    {
        x = x.Plus(Scaled(attended, _attentionScale)); // [..., D]
        return x.Plus(Scaled(_mlp.Forward(_mlpNorm.Forward(x)), _mlpScale)); // [..., D]
    }

    private static Tensor Scaled(Tensor x, Tensor? scale) => scale is null ? x : x.mul(scale);
}

/// <summary>Attention of every patch to every patch of its tile, image or window.</summary>
internal sealed class VisionAttention : nn.Module
{
    [ComponentName(Name = "k_proj")]
    private readonly Linear? _keys;

    [ComponentName(Name = "v_proj")]
    private readonly Linear? _values;

    [ComponentName(Name = "q_proj")]
    private readonly Linear? _queries;

    [ComponentName(Name = "qkv")]
    private readonly Linear? _joined;

    [ComponentName(Name = "out_proj")]
    private readonly Linear _output;

    [ComponentName(Name = "q_norm")]
    private readonly NormLayer? _queryNorm;

    [ComponentName(Name = "k_norm")]
    private readonly NormLayer? _keyNorm;

    private readonly int _heads;

    public VisionAttention(VisionConfig config, TensorPlace place)
        : base(nameof(VisionAttention))
    {
        long size = config.HiddenSize;
        _heads = config.Heads;
        if (config.JoinedQueries)
        {
            _joined = new Linear(size, 3 * size, config.QueryBias, place);
        }
        else
        {
            _keys = new Linear(size, size, config.QueryBias, place);
            _values = new Linear(size, size, config.QueryBias, place);
            _queries = new Linear(size, size, config.QueryBias, place);
        }

        _output = new Linear(size, size, bias: true, place);
        _queryNorm = config.QueryNorm ? config.Norm.Create(size, place) : null;
        _keyNorm = config.QueryNorm ? config.Norm.Create(size, place) : null;
        RegisterComponents();
    }

    /// <summary>x: [N, S, D], mask: [N, 1, 1, S] (true = may be looked at) or null → [N, S, D].</summary>
    public Tensor Forward(Tensor x, Tensor? mask)
    {
        (Tensor queries, Tensor keys, Tensor values) = Project(x); // 3 × [N, S, D]
        Tensor attended = nn.functional.scaled_dot_product_attention(
            Split(queries), Split(keys), Split(values), mask); // [N, H, S, D/H]
        return _output.Forward(attended.transpose(1, 2).reshape(x.shape)); // [N, S, D]
    }

    /// <summary>x: [S, D] → [S, D].</summary>
    /// <param name="x">Patches of all images, segment after segment.</param>
    /// <param name="rotary">Of each patch's row and column.</param>
    /// <param name="runs">How many segments of which length follow one another.</param>
    public Tensor Forward(Tensor x, Rotary rotary, IReadOnlyList<SegmentRun> runs)
    {
        (Tensor first, Tensor second, Tensor third) = Project(x); // 3 × [S, D]
        Tensor queries = rotary.Rotate(Heads(first).unsqueeze(0))[0]; // [H, S, d]
        Tensor keys = rotary.Rotate(Heads(second).unsqueeze(0))[0]; // [H, S, d]
        Tensor values = Heads(third); // [H, S, d]
        List<Tensor> attended = [];
        long start = 0;
        foreach (SegmentRun run in runs)
        {
            Tensor heads = nn.functional.scaled_dot_product_attention(
                Cut(queries, start, run), Cut(keys, start, run), Cut(values, start, run)); // [n, H, s, d]
            attended.Add(heads.transpose(1, 2).reshape(run.Patches, -1)); // [n·s, D]
            start += run.Patches;
        }

        return _output.Forward(attended.Count == 1 ? attended[0] : cat([.. attended], 0)); // [S, D]
    }

    private Tensor Heads(Tensor x) => x.view(x.shape[0], _heads, -1).transpose(0, 1); // [H, S, d]

    private (Tensor Queries, Tensor Keys, Tensor Values) Project(Tensor x)
    {
        if (_joined is null)
        {
            return (Normal(_queryNorm, _queries!.Forward(x)), Normal(_keyNorm, _keys!.Forward(x)), _values!.Forward(x));
        }

        Tensor[] parts = _joined.Forward(x).chunk(3, -1); // 3 × [..., D]
        return (Normal(_queryNorm, parts[0]), Normal(_keyNorm, parts[1]), parts[2]);
    }

    private static Tensor Normal(NormLayer? norm, Tensor x) => norm is null ? x : norm.Forward(x);

    private Tensor Split(Tensor x) => x.view(x.shape[0], x.shape[1], _heads, -1).transpose(1, 2); // [N, H, S, D/H]

    /// <summary>x: [H, S, d] → the run's segments as a batch [n, H, s, d].</summary>
    private static Tensor Cut(Tensor x, long start, SegmentRun run) =>
        x.narrow(1, start, run.Patches) // [H, n·s, d]
            .reshape(x.shape[0], run.Count, run.Length, x.shape[2]) // [H, n, s, d]
            .transpose(0, 1); // [n, H, s, d]
}
