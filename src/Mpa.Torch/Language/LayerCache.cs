using static TorchSharp.torch;

namespace Mpa.Torch.Language;

/// <summary>Keys and values of one layer for the tokens read so far, in room set aside for some more.</summary>
internal sealed class LayerCache : IDisposable
{
    private Tensor _keys;
    private Tensor _values;

    public LayerCache(long batch, DecoderConfig config, long capacity, ScalarType dtype)
    {
        _keys = zeros([batch, config.KeyValueHeads, capacity, config.HeadDim], dtype).DetachFromDisposeScope();
        _values = zeros([batch, config.KeyValueHeads, capacity, config.HeadDim], dtype).DetachFromDisposeScope();
    }

    /// <summary>Stores keys and values [B, Hkv, L, d] at <paramref name="start"/>; gives all [B, Hkv, start + L, d].</summary>
    public (Tensor Keys, Tensor Values) Append(Tensor keys, Tensor values, long start)
    {
        long length = keys.shape[2];
        _keys.narrow(2, start, length).copy_(keys);
        _values.narrow(2, start, length).copy_(values);
        return (_keys.narrow(2, 0, start + length), _values.narrow(2, 0, start + length));
    }

    /// <summary>Keeps the columns from <paramref name="cut"/> to <paramref name="length"/> of these rows: rows [n] of int64, or null for all.</summary>
    public void Keep(Tensor? rows, long cut, long length, long capacity)
    {
        _keys = Replace(_keys, Kept(_keys, rows, cut, length, capacity));
        _values = Replace(_values, Kept(_values, rows, cut, length, capacity));
    }

    /// <summary>Adds another cache's rows; the columns in use of both are made to end at <paramref name="length"/>.</summary>
    public void Join(LayerCache other, long ownLength, long otherLength, long length, long capacity)
    {
        _keys = Replace(_keys, Joined(_keys, ownLength, other._keys, otherLength, length, capacity));
        _values = Replace(_values, Joined(_values, ownLength, other._values, otherLength, length, capacity));
    }

    public void Dispose()
    {
        _keys.Dispose();
        _values.Dispose();
    }

    private static Tensor Kept(Tensor all, Tensor? rows, long cut, long length, long capacity)
    {
        using IDisposable scope = NewDisposeScope();
        Tensor used = all.narrow(2, cut, length - cut); // [B, Hkv, length − cut, d]
        Tensor kept = rows is null ? used : used.index_select(0, rows); // [n, Hkv, length − cut, d]
        return Placed(Room(all, kept.shape[0], capacity), kept, 0, length - cut).MoveToOuterDisposeScope(); // [n, Hkv, capacity, d]
    }

    private static Tensor Joined(Tensor own, long ownLength, Tensor other, long otherLength, long length, long capacity)
    {
        using IDisposable scope = NewDisposeScope();
        Tensor room = Room(own, own.shape[0] + other.shape[0], capacity); // [B + n, Hkv, capacity, d]
        Placed(room.narrow(0, 0, own.shape[0]), own.narrow(2, 0, ownLength), length - ownLength, length);
        Placed(room.narrow(0, own.shape[0], other.shape[0]), other.narrow(2, 0, otherLength), length - otherLength, length);
        return room.MoveToOuterDisposeScope();
    }

    private static Tensor Room(Tensor like, long rows, long capacity) => empty([rows, like.shape[1], capacity, like.shape[3]], like.dtype);

    /// <summary>Puts columns at <paramref name="start"/> to <paramref name="end"/>. What lies behind is never read.</summary>
    private static Tensor Placed(Tensor room, Tensor columns, long start, long end)
    {
        // Padding is looked at with a weight of 0, and 0 · NaN is NaN: whatever lay in memory must go.
        room.narrow(2, 0, start).zero_();
        room.narrow(2, start, end - start).copy_(columns);
        return room;
    }

    private static Tensor Replace(Tensor old, Tensor replacement)
    {
        old.Dispose();
        return replacement.DetachFromDisposeScope();
    }
}
