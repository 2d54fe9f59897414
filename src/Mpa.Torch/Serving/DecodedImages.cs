using System.Security.Cryptography;
using Mpa.Imaging;
using Mpa.Torch.Generation;
using Mpa.Torch.Vision.Processors;

namespace Mpa.Torch.Serving;

/// <summary>
/// Decodes image files and keeps those used last, up to a number of bytes: several questions are often about one
/// image. Safe for several threads.
/// </summary>
internal sealed class DecodedImages(IImageProcessor processor, long capacity)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<DecodedImage>> _nodes = new(StringComparer.Ordinal);

    // Newest first.
    private readonly LinkedList<DecodedImage> _order = new();
    private long _bytes;

    /// <summary>The image of a file's bytes, upright by its EXIF data, as transformers opens images.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">Stands for the file in errors.</param>
    /// <param name="among">Images in the prompt.</param>
    /// <exception cref="MpaException">The image is damaged, or the family can't take it.</exception>
    public DecodedImage Get(byte[] bytes, string name, int among = 1)
    {
        string key = DecodedImage.KeyOf(Convert.ToHexString(SHA256.HashData(bytes)), processor, among);
        return Find(key) ?? Keep(new DecodedImage(key, Decode(bytes, name, among)));
    }

    private ImageTiles Decode(byte[] bytes, string name, int among) =>
        processor.Among(among).Process(ImageDecoder.Decode(bytes, name, applyExif: true));

    private DecodedImage? Find(string key)
    {
        lock (_lock)
        {
            if (!_nodes.TryGetValue(key, out LinkedListNode<DecodedImage>? node))
            {
                return null;
            }

            _order.Remove(node);
            _order.AddFirst(node);
            return node.Value;
        }
    }

    private DecodedImage Keep(DecodedImage image)
    {
        lock (_lock)
        {
            // Another thread may have decoded the same file meanwhile.
            if (_nodes.TryAdd(image.Key, new LinkedListNode<DecodedImage>(image)))
            {
                _order.AddFirst(_nodes[image.Key]);
                _bytes += image.Bytes;
            }

            while (_bytes > capacity)
            {
                DecodedImage oldest = _order.Last!.Value;
                _order.RemoveLast();
                _nodes.Remove(oldest.Key);
                _bytes -= oldest.Bytes;
            }
        }

        return image;
    }
}
