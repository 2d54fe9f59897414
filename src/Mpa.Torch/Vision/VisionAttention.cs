using Mpa.Torch.Layers;
using static TorchSharp.torch;

namespace Mpa.Torch.Vision;

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
        Tensor mixed = nn.functional.scaled_dot_product_attention(
            Split(_queries.Forward(x)), Split(_keys.Forward(x)), Split(_values.Forward(x)), mask); // [N, H, S, D/H]
        return _output.Forward(mixed.transpose(1, 2).reshape(x.shape)); // [N, S, D]
    }

    private Tensor Split(Tensor x) => x.view(x.shape[0], x.shape[1], _heads, -1).transpose(1, 2); // [N, H, S, D/H]
}
