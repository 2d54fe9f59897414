using Mpa.Torch.Language;
using Mpa.Torch.Layers;
using static TorchSharp.torch;

namespace Mpa.Torch.Families.Qwen2Vl;

/// <summary>Attention of every patch to every patch of its segment: an image, or a window of one.</summary>
internal sealed class Qwen2VisionAttention : nn.Module
{
    [ComponentName(Name = "qkv")]
    private readonly Linear _inputs;

    [ComponentName(Name = "proj")]
    private readonly Linear _output;

    private readonly int _heads;

    public Qwen2VisionAttention(Qwen2VisionConfig config, TensorPlace place)
        : base(nameof(Qwen2VisionAttention))
    {
        long size = config.HiddenSize;
        _heads = config.Heads;
        _inputs = new Linear(size, 3 * size, bias: true, place);
        _output = new Linear(size, size, bias: true, place);
        RegisterComponents();
    }

    /// <summary>x: [S, D] → [S, D].</summary>
    /// <param name="x">Patches of all images, segment after segment.</param>
    /// <param name="rotary">Of each patch's row and column.</param>
    /// <param name="runs">How many segments of which length follow one another.</param>
    public Tensor Forward(Tensor x, Rotary rotary, IReadOnlyList<SegmentRun> runs)
    {
        Tensor[] parts = _inputs.Forward(x).view(x.shape[0], 3, _heads, -1).permute(1, 2, 0, 3).unbind(0); // 3 × [H, S, d]
        Tensor queries = rotary.Turn(parts[0].unsqueeze(0))[0]; // [H, S, d]
        Tensor keys = rotary.Turn(parts[1].unsqueeze(0))[0]; // [H, S, d]
        List<Tensor> mixed = [];
        long start = 0;
        foreach (SegmentRun run in runs)
        {
            mixed.Add(nn.functional.scaled_dot_product_attention(Cut(queries, start, run), Cut(keys, start, run), Cut(parts[2], start, run)) // [n, H, s, d]
                .transpose(1, 2).reshape(run.Patches, -1)); // [n·s, D]
            start += run.Patches;
        }

        return _output.Forward(mixed.Count == 1 ? mixed[0] : cat([.. mixed], 0)); // [S, D]
    }

    /// <summary>x: [H, S, d] → the run's segments as a batch [n, H, s, d].</summary>
    private static Tensor Cut(Tensor x, long start, SegmentRun run) =>
        x.narrow(1, start, run.Patches).reshape(x.shape[0], run.Count, run.Length, x.shape[2]).transpose(0, 1);
}
