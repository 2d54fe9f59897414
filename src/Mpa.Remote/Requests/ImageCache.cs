using Mpa.Recipes;

namespace Mpa.Remote.Requests;

/// <summary>
/// Prepares each image once, however many questions are asked about it at a time or soon after. Bounded in bytes; the image that was
/// used longest ago goes first.
/// </summary>
/// <param name="options">What the server takes.</param>
/// <param name="mostBytes">That all kept images together may take.</param>
internal sealed class ImageCache(ServerOptions options, long mostBytes = 128L << 20)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Task<SentImage>> _images = [];
    private readonly LinkedList<string> _order = [];

    /// <summary>Images that were prepared.</summary>
    public int Prepared { get; private set; }

    /// <summary>The image of a file.</summary>
    /// <exception cref="Imaging.ImageException">The file can't be used.</exception>
    public async Task<SentImage> GetAsync(string path)
    {
        SentImage image = await Lookup(path);
        Trim();
        return image;
    }

    private Task<SentImage> Lookup(string path)
    {
        lock (_lock)
        {
            if (_images.TryGetValue(path, out Task<SentImage>? known) && !known.IsFaulted)
            {
                _order.Remove(path);
                _order.AddLast(path);
                return known;
            }

            _order.Remove(path);
            _order.AddLast(path);
            Prepared++;
            return _images[path] = Task.Run(() => ImagePreparation.Prepare(path, options));
        }
    }

    private void Trim()
    {
        lock (_lock)
        {
            long bytes = _images.Values.Sum(Size);
            while (bytes > mostBytes && _order.Count > 1)
            {
                bytes -= Size(_images[_order.First!.Value]);
                _images.Remove(_order.First.Value);
                _order.RemoveFirst();
            }
        }
    }

    private static long Size(Task<SentImage> image) => image.IsCompletedSuccessfully ? image.Result.Bytes.Length : 0;
}
