using Mpa.Torch.Tokenizers;
using static TorchSharp.torch;

namespace Mpa.Torch.Generation;

/// <summary>Image features by the image's content; those used last are kept, up to a number of bytes.</summary>
internal sealed class FeatureCache(long capacity) : IDisposable
{
    private readonly Dictionary<string, LinkedListNode<(string Key, ImageFeatures Image)>> _nodes =
        new(StringComparer.Ordinal);

    // Newest first.
    private readonly LinkedList<(string Key, ImageFeatures Image)> _order = new();

    private long _bytes;

    /// <summary>Images held.</summary>
    public int Count => _nodes.Count;

    /// <summary>The features of an image, which becomes the newest; null if they are not here.</summary>
    public ImageFeatures? Find(string key)
    {
        if (!_nodes.TryGetValue(key, out LinkedListNode<(string Key, ImageFeatures Image)>? node))
        {
            return null;
        }

        _order.Remove(node);
        _order.AddFirst(node);
        return node.Value.Image;
    }

    /// <summary>
    /// Takes over features. Nothing is dropped before <see cref="Trim"/>: all images of a batch are in use together.
    /// </summary>
    public void Add(string key, ImageFeatures image)
    {
        _nodes.Add(key, _order.AddFirst((key, image)));
        _bytes += image.Bytes;
    }

    /// <summary>Drops the oldest features until the rest fits.</summary>
    public void Trim()
    {
        while (_bytes > capacity && _order.Last is { } oldest)
        {
            _order.RemoveLast();
            _nodes.Remove(oldest.Value.Key);
            _bytes -= oldest.Value.Image.Bytes;
            oldest.Value.Image.Features.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((_, ImageFeatures image) in _order)
        {
            image.Features.Dispose();
        }

        _order.Clear();
        _nodes.Clear();
        _bytes = 0;
    }
}

/// <summary>What the decoder sees of one image.</summary>
/// <param name="Grid">How the image was cut.</param>
/// <param name="Features">[image tokens, hidden]; owned by the store.</param>
internal sealed record ImageFeatures(ImageGrid Grid, Tensor Features)
{
    /// <summary>Memory taken.</summary>
    public long Bytes => Features.numel() * Features.element_size();
}
