using Mpa.Torch.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Mpa.Torch.Lora;

/// <summary>
/// The low-rank update of one layer: scale · (B A x + bias) (arXiv 2106.09685), or with a magnitude the weights
/// magnitude · (W + scale · B A) / ‖W + scale · B A‖ by rows (DoRA, arXiv 2402.09353).
/// </summary>
/// <param name="a">[rank, inputs]; of a convolution [rank, channels, kernel …].</param>
/// <param name="b">[outputs, rank]; of a convolution with ones behind.</param>
/// <param name="scale">alpha / rank, or alpha / √rank.</param>
internal sealed class LoraAdapter(Parameter a, Parameter b, double scale) : IDisposable
{
    private Tensor? _norm;

    /// <summary>[rank, inputs].</summary>
    public Parameter A => a;

    /// <summary>[outputs, rank].</summary>
    public Parameter B => b;

    /// <summary>[outputs]; null without.</summary>
    public Parameter? Bias { get; init; }

    /// <summary>[outputs]; null where the update is a plain one.</summary>
    public Parameter? Magnitude { get; init; }

    /// <summary>Of what goes in while it trains; null for none.</summary>
    public LoraDropout? Dropout { get; init; }

    /// <summary>x: [..., inputs], y: [..., outputs] as the layer gives it → [..., outputs].</summary>
    public Tensor AddTo(Tensor y, Tensor x, IAdaptable layer)
    {
        Tensor sum = y.Plus(Update(Dropout is null ? x : Dropout.Apply(x))); // [..., outputs]
        if (Magnitude is null)
        {
            return sum;
        }

        // The norm is a constant for gradients (section 4.3); the layer's bias isn't scaled.
        Tensor share = Magnitude.div(Norm(layer)).to_type(y.dtype); // [outputs]
        Tensor scaled = sum.mul(share); // [..., outputs]
        return layer.Bias is { } bias ? scaled.Plus(bias.mul(share.Times(-1).Plus(1.0))) : scaled;
    }

    /// <summary>Of a table, ids: [N] → [N, width].</summary>
    public Tensor Rows(Tensor ids) =>
        nn.functional.linear(A.index_select(1, ids).t(), B).Times(scale); // [N, width]

    /// <summary>The update as a matrix [outputs, inputs].</summary>
    public Tensor Delta() => Flat(B).matmul(Flat(A)).Times(scale);

    /// <summary>The layer's weight with the update in it, which takes this adapter's place.</summary>
    /// <exception cref="MpaException">A bias has nowhere to go.</exception>
    public void MergeInto(IAdaptable layer, string path)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Tensor delta = layer is Layers.Embedding ? Delta().t() : Delta();
        if (Magnitude is not null)
        {
            Tensor share = Magnitude.div(Norm(layer)).unsqueeze(1); // [outputs, 1]
            layer.Weight.copy_(layer.Matrix().Plus(delta).mul(share).view(layer.Weight.shape));
        }
        else
        {
            layer.Weight.PlusInPlace(delta.view(layer.Weight.shape), 1);
        }

        if (Bias is not null)
        {
            Parameter own = layer.Bias ?? throw new MpaException(
                $"The adapter of {path} has a bias (lora_bias) and the layer has none to add it to. "
                + "Use the adapter beside its model.");
            own.PlusInPlace(Bias, scale);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _norm?.Dispose();
        A.Dispose();
        B.Dispose();
        Bias?.Dispose();
        Magnitude?.Dispose();
    }

    private Tensor Update(Tensor x) =>
        nn.functional.linear(nn.functional.linear(x, Flat(A)), Flat(B), Bias).Times(scale);

    /// <summary>
    /// Lengths of the rows of weight and update, [outputs] in float32; kept while nothing trains, for a token would
    /// else cost a pass over all weights.
    /// </summary>
    private Tensor Norm(IAdaptable layer)
    {
        bool training = is_grad_enabled();
        using IDisposable noGradient = no_grad();
        if (training)
        {
            _norm?.Dispose();
            _norm = null;
            return Lengths(layer);
        }

        return _norm ??= Lengths(layer).DetachFromDisposeScope();
    }

    private Tensor Lengths(IAdaptable layer)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor whole = layer.Matrix().Plus(Delta()); // [outputs, inputs]
        return whole.RowLengths().MoveToOuterDisposeScope(); // [outputs]
    }

    private static Tensor Flat(Tensor matrix) => matrix.dim() == 2 ? matrix : matrix.flatten(1);
}
