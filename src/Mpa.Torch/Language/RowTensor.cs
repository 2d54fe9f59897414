using static TorchSharp.torch;

namespace Mpa.Torch.Language;

/// <summary>
/// A tensor with a part for each row of a batch: by column, one for each token read (keys, values), in room set aside
/// for some more; or of one size whatever was read (what a convolution or a recurrence goes on from).
/// </summary>
internal sealed class RowTensor : IDisposable
{
    private readonly bool _byColumn;

    // [B, H, capacity, d] by column, else [B, …].
    private Tensor _values;

    private RowTensor(bool byColumn, long[] shape, ScalarType dtype)
    {
        _byColumn = byColumn;
        _values = zeros(shape, dtype).DetachFromDisposeScope();
    }

    /// <summary>The whole tensor, room and all.</summary>
    public Tensor Values => _values;

    /// <summary>A vector for each head and column: [rows, heads, capacity, width] of zeros.</summary>
    public static RowTensor ByColumn(long rows, long heads, long capacity, long width, ScalarType dtype) =>
        new(true, [rows, heads, capacity, width], dtype);

    /// <summary>The same size whatever was read: zeros whose first dimension is the row.</summary>
    public static RowTensor OfOneSize(long[] shape, ScalarType dtype) => new(false, shape, dtype);

    /// <summary>
    /// Stores vectors [B, H, L, d] in the columns from <paramref name="start"/> on; gives all [B, H, start + L, d].
    /// </summary>
    public Tensor Append(Tensor vectors, long start)
    {
        long length = vectors.shape[2];
        _values.narrow(2, start, length).copy_(vectors);
        return _values.narrow(2, 0, start + length);
    }

    /// <summary>
    /// Keeps these rows, and of the columns those from <paramref name="cut"/> to <paramref name="length"/>; see
    /// <see cref="DecoderState.Take"/>.
    /// </summary>
    public void Take(Tensor? rows, long cut, long length, long capacity)
    {
        using IDisposable scope = NewDisposeScope();
        Tensor used = _byColumn ? _values.narrow(2, cut, length - cut) : _values; // [B, H, length − cut, d]
        Tensor kept = rows is null ? used : used.index_select(0, rows); // [n, H, length − cut, d]
        if (_byColumn)
        {
            Tensor room = Allocate(kept.shape[0], capacity); // [n, H, capacity, d]
            Write(room, kept, 0, length - cut);
            Replace(room);
        }
        else if (rows is not null)
        {
            Replace(kept);
        }
    }

    /// <summary>
    /// Adds another's rows; the columns in use of both are made to end at <paramref name="length"/>.
    /// </summary>
    public void Join(RowTensor other, long ownLength, long otherLength, long length, long capacity)
    {
        using IDisposable scope = NewDisposeScope();
        if (!_byColumn)
        {
            Replace(cat([_values, other._values], 0)); // [B + n, …]
            return;
        }

        (long own, long joined) = (_values.shape[0], other._values.shape[0]);
        Tensor room = Allocate(own + joined, capacity); // [B + n, H, capacity, d]
        Tensor first = room.narrow(0, 0, own); // [B, H, capacity, d]
        Tensor second = room.narrow(0, own, joined); // [n, H, capacity, d]
        Write(first, _values.narrow(2, 0, ownLength), length - ownLength, length);
        Write(second, other._values.narrow(2, 0, otherLength), length - otherLength, length);
        Replace(room);
    }

    public void Dispose() => _values.Dispose();

    private Tensor Allocate(long rows, long capacity) =>
        empty([rows, _values.shape[1], capacity, _values.shape[3]], _values.dtype); // [rows, H, capacity, d]

    /// <summary>
    /// Puts columns at <paramref name="start"/> to <paramref name="end"/>. What lies behind is never read.
    /// </summary>
    private static void Write(Tensor room, Tensor columns, long start, long end)
    {
        // Padding is looked at with a weight of 0, and 0 · NaN is NaN: whatever lay in memory must go.
        room.narrow(2, 0, start).zero_();
        room.narrow(2, start, end - start).copy_(columns);
    }

    private void Replace(Tensor replacement)
    {
        _values.Dispose();
        _values = replacement.DetachFromDisposeScope();
    }
}
