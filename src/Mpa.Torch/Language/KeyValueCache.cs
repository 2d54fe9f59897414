using static TorchSharp.torch;

namespace Mpa.Torch.Language;

/// <summary>The memory of a generation: each layer's keys and values.</summary>
internal sealed class KeyValueCache : IDisposable
{
    private readonly LayerCache[] _layers;

    public KeyValueCache(long batch, DecoderConfig config, long capacity, ScalarType dtype) =>
        _layers = [.. Enumerable.Range(0, config.Layers).Select(_ => new LayerCache(batch, config, capacity, dtype))];

    /// <summary>Tokens stored.</summary>
    public long Length { get; private set; }

    public LayerCache this[int layer] => _layers[layer];

    /// <summary>Called once after all layers have stored their part.</summary>
    public void Advance(long tokens) => Length += tokens;

    /// <summary>Goes on with these rows only: rows [n] of int64.</summary>
    public void Keep(Tensor rows)
    {
        foreach (LayerCache layer in _layers)
        {
            layer.Keep(rows);
        }
    }

    public void Dispose()
    {
        foreach (LayerCache layer in _layers)
        {
            layer.Dispose();
        }
    }
}
