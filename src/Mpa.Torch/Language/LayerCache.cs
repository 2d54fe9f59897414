using static TorchSharp.torch;

namespace Mpa.Torch.Language;

/// <summary>Keys and values of one layer for the tokens read so far, in room set aside for all that will come.</summary>
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

    /// <summary>Keeps these rows only: rows [n] of int64.</summary>
    public void Keep(Tensor rows)
    {
        _keys = Chosen(_keys, rows);
        _values = Chosen(_values, rows);
    }

    public void Dispose()
    {
        _keys.Dispose();
        _values.Dispose();
    }

    private static Tensor Chosen(Tensor all, Tensor rows)
    {
        Tensor chosen = all.index_select(0, rows).DetachFromDisposeScope(); // [n, Hkv, capacity, d]
        all.Dispose();
        return chosen;
    }
}
