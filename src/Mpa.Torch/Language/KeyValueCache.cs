using static TorchSharp.torch;

namespace Mpa.Torch.Language;

/// <summary>The memory of a generation: each layer's keys and values.</summary>
internal sealed class KeyValueCache : IDisposable
{
    private readonly LayerCache[] _layers;

    public KeyValueCache(long batch, DecoderConfig config, long capacity, ScalarType dtype)
    {
        Capacity = capacity;
        _layers = [.. Enumerable.Range(0, config.Layers).Select(_ => new LayerCache(batch, config, capacity, dtype))];
    }

    /// <summary>Tokens stored.</summary>
    public long Length { get; private set; }

    /// <summary>Tokens there is room for.</summary>
    public long Capacity { get; private set; }

    public LayerCache this[int layer] => _layers[layer];

    /// <summary>Called once after all layers have stored their part.</summary>
    public void Advance(long tokens) => Length += tokens;

    /// <summary>
    /// Goes on with these rows (rows: [n] of int64; null keeps all) and without the first columns, in room for so many
    /// columns in all.
    /// </summary>
    public void Keep(Tensor? rows, long cut, long capacity)
    {
        foreach (LayerCache layer in _layers)
        {
            layer.Keep(rows, cut, Length, capacity);
        }

        Length -= cut;
        Capacity = capacity;
    }

    /// <summary>
    /// Adds copies of another cache's rows behind its own. Both end in the same column: the shorter is moved to the
    /// right.
    /// </summary>
    /// <param name="other">Of the same model.</param>
    /// <param name="length">The longer of the two lengths.</param>
    /// <param name="capacity">Room for so many columns in all.</param>
    public void Join(KeyValueCache other, long length, long capacity)
    {
        for (int i = 0; i < _layers.Length; i++)
        {
            _layers[i].Join(other._layers[i], Length, other.Length, length, capacity);
        }

        Length = length;
        Capacity = capacity;
    }

    public void Dispose()
    {
        foreach (LayerCache layer in _layers)
        {
            layer.Dispose();
        }
    }
}

/// <summary>Keys and values of one layer for the tokens read so far, in room set aside for some more.</summary>
internal sealed class LayerCache : IDisposable
{
    // [B, Hkv, capacity, d].
    private Tensor _keys;

    // [B, Hkv, capacity, d].
    private Tensor _values;

    public LayerCache(long batch, DecoderConfig config, long capacity, ScalarType dtype)
    {
        long[] shape = [batch, config.Attention.KeyValueHeads, capacity, config.Attention.HeadDim];
        _keys = zeros(shape, dtype).DetachFromDisposeScope();
        _values = zeros(shape, dtype).DetachFromDisposeScope();
    }

    /// <summary>
    /// Stores keys and values [B, Hkv, L, d] at <paramref name="start"/>; gives all [B, Hkv, start + L, d].
    /// </summary>
    public (Tensor Keys, Tensor Values) Append(Tensor keys, Tensor values, long start)
    {
        long length = keys.shape[2];
        _keys.narrow(2, start, length).copy_(keys);
        _values.narrow(2, start, length).copy_(values);
        return (_keys.narrow(2, 0, start + length), _values.narrow(2, 0, start + length));
    }

    /// <summary>
    /// Keeps the columns from <paramref name="cut"/> to <paramref name="length"/> of these rows: rows [n] of int64, or
    /// null for all.
    /// </summary>
    public void Keep(Tensor? rows, long cut, long length, long capacity)
    {
        _keys = Replace(_keys, Kept(_keys, rows, cut, length, capacity));
        _values = Replace(_values, Kept(_values, rows, cut, length, capacity));
    }

    /// <summary>
    /// Adds another cache's rows; the columns in use of both are made to end at <paramref name="length"/>.
    /// </summary>
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
        Tensor room = Allocate(all, kept.shape[0], capacity); // [n, Hkv, capacity, d]
        Write(room, kept, 0, length - cut);
        return room.MoveToOuterDisposeScope(); // [n, Hkv, capacity, d]
    }

    private static Tensor Joined(
        Tensor own, long ownLength, Tensor other, long otherLength, long length, long capacity)
    {
        using IDisposable scope = NewDisposeScope();
        Tensor room = Allocate(own, own.shape[0] + other.shape[0], capacity); // [B + n, Hkv, capacity, d]
        Tensor first = room.narrow(0, 0, own.shape[0]); // [B, Hkv, capacity, d]
        Tensor second = room.narrow(0, own.shape[0], other.shape[0]); // [n, Hkv, capacity, d]
        Write(first, own.narrow(2, 0, ownLength), length - ownLength, length);
        Write(second, other.narrow(2, 0, otherLength), length - otherLength, length);
        return room.MoveToOuterDisposeScope(); // [B + n, Hkv, capacity, d]
    }

    private static Tensor Allocate(Tensor like, long rows, long capacity) =>
        empty([rows, like.shape[1], capacity, like.shape[3]], like.dtype); // [rows, Hkv, capacity, d]

    /// <summary>
    /// Puts columns at <paramref name="start"/> to <paramref name="end"/>. What lies behind is never read.
    /// </summary>
    private static void Write(Tensor room, Tensor columns, long start, long end)
    {
        // Padding is looked at with a weight of 0, and 0 · NaN is NaN: whatever lay in memory must go.
        room.narrow(2, 0, start).zero_();
        room.narrow(2, start, end - start).copy_(columns);
    }

    private static Tensor Replace(Tensor old, Tensor replacement)
    {
        old.Dispose();
        return replacement.DetachFromDisposeScope();
    }
}
