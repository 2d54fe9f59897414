using static TorchSharp.torch;

namespace Mpa.Torch.Language;

/// <summary>
/// What a decoder keeps between tokens: for each layer the tensors that the layer made and alone understands. Others
/// let rows join, leave and be copied.
/// </summary>
/// <param name="layers">In the decoder's order; disposed with it.</param>
/// <param name="capacity">Columns there is room for.</param>
internal sealed class DecoderState(IReadOnlyList<IReadOnlyList<RowTensor>> layers, long capacity) : IDisposable
{
    /// <summary>Columns read.</summary>
    public long Length { get; private set; }

    /// <summary>Columns there is room for.</summary>
    public long Capacity { get; private set; } = capacity;

    private IEnumerable<RowTensor> All => layers.SelectMany(layer => layer);

    public IReadOnlyList<RowTensor> this[int layer] => layers[layer];

    /// <summary>Called once after all layers have stored their part.</summary>
    public void Advance(long columns) => Length += columns;

    /// <summary>
    /// Goes on with these rows (rows: [n] of int64, one more than once where it is to be copied; null keeps all) and
    /// without the first columns, in room for so many columns in all.
    /// </summary>
    public void Take(Tensor? rows, long cut, long room)
    {
        foreach (RowTensor tensor in All)
        {
            tensor.Take(rows, cut, Length, room);
        }

        Length -= cut;
        Capacity = room;
    }

    /// <summary>
    /// Adds copies of another's rows behind its own. Both end in the same column: the shorter is moved to the right.
    /// </summary>
    /// <param name="other">Of the same decoder.</param>
    /// <param name="length">The longer of the two lengths.</param>
    /// <param name="room">For so many columns in all.</param>
    public void Join(DecoderState other, long length, long room)
    {
        foreach ((RowTensor own, RowTensor joined) in All.Zip(other.All))
        {
            own.Join(joined, Length, other.Length, length, room);
        }

        Length = length;
        Capacity = room;
    }

    public void Dispose()
    {
        foreach (RowTensor tensor in All)
        {
            tensor.Dispose();
        }
    }
}
