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

    /// <summary>Goes on with these rows (rows: [n] of int64; null keeps all) and without the first columns, in room for so many columns in all.</summary>
    public void Keep(Tensor? rows, long cut, long capacity)
    {
        foreach (LayerCache layer in _layers)
        {
            layer.Keep(rows, cut, Length, capacity);
        }

        Length -= cut;
        Capacity = capacity;
    }

    /// <summary>Adds copies of another cache's rows behind its own. Both end in the same column: the shorter is moved to the right.</summary>
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
