using static TorchSharp.torch;

namespace Mpa.Torch.Language;

/// <summary>What a decoder keeps of the tokens that it read: what each layer does, in so many columns.</summary>
/// <param name="layers">In the decoder's order; disposed with it.</param>
/// <param name="capacity">Columns there is room for.</param>
internal sealed class DecoderState(IReadOnlyList<LayerState> layers, long capacity) : IDisposable
{
    /// <summary>Columns read.</summary>
    public long Length { get; private set; }

    /// <summary>Columns there is room for.</summary>
    public long Capacity { get; private set; } = capacity;

    public LayerState this[int layer] => layers[layer];

    /// <summary>Called once after all layers have stored their part.</summary>
    public void Advance(long columns) => Length += columns;

    /// <summary>
    /// Goes on with these rows (rows: [n] of int64, one more than once where it is to be copied; null keeps all) and
    /// without the first columns, in room for so many columns in all.
    /// </summary>
    public void Take(Tensor? rows, long cut, long capacity)
    {
        foreach (LayerState layer in layers)
        {
            layer.Take(rows, cut, Length, capacity);
        }

        Length -= cut;
        Capacity = capacity;
    }

    /// <summary>
    /// Adds copies of another's rows behind its own. Both end in the same column: the shorter is moved to the right.
    /// </summary>
    /// <param name="other">Of the same decoder.</param>
    /// <param name="length">The longer of the two lengths.</param>
    /// <param name="capacity">Room for so many columns in all.</param>
    public void Join(DecoderState other, long length, long capacity)
    {
        for (int i = 0; i < layers.Count; i++)
        {
            layers[i].Join(other[i], Length, other.Length, length, capacity);
        }

        Length = length;
        Capacity = capacity;
    }

    public void Dispose()
    {
        foreach (LayerState layer in layers)
        {
            layer.Dispose();
        }
    }
}

/// <summary>
/// What one layer keeps between tokens. What its tensors mean is the layer's affair; others let rows join, leave and be
/// copied.
/// </summary>
/// <param name="tensors">As the layer made them.</param>
internal sealed class LayerState(params IReadOnlyList<RowTensor> tensors) : IDisposable
{
    public RowTensor this[int place] => tensors[place];

    /// <summary>
    /// Keeps the columns from <paramref name="cut"/> to <paramref name="length"/> of these rows: rows [n] of int64, or
    /// null for all.
    /// </summary>
    public void Take(Tensor? rows, long cut, long length, long capacity)
    {
        foreach (RowTensor tensor in tensors)
        {
            tensor.Take(rows, cut, length, capacity);
        }
    }

    /// <summary>
    /// Adds another's rows; the columns in use of both are made to end at <paramref name="length"/>.
    /// </summary>
    public void Join(LayerState other, long ownLength, long otherLength, long length, long capacity)
    {
        for (int i = 0; i < tensors.Count; i++)
        {
            tensors[i].Join(other[i], ownLength, otherLength, length, capacity);
        }
    }

    public void Dispose()
    {
        foreach (RowTensor tensor in tensors)
        {
            tensor.Dispose();
        }
    }
}
