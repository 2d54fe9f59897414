using System.Security.Cryptography;
using Mpa.Imaging;
using Mpa.Torch.Vision.Processors;

namespace Mpa.Torch.Generation;

/// <summary>Features of image files. An image that several questions are about is looked at once.</summary>
/// <param name="computer">Runs the vision tower.</param>
/// <param name="processor">Prepares images.</param>
/// <param name="cacheBytes">Features held in memory at most, between two calls of <see cref="Trim"/>.</param>
/// <param name="files">Features on disk; null for none.</param>
internal sealed class ImageStore(FeatureComputer computer, IImageProcessor processor, long cacheBytes, FeatureFiles? files = null) : IDisposable
{
    private readonly FeatureCache _cache = new(cacheBytes);

    /// <summary>Images whose features are held.</summary>
    public int Held => _cache.Count;

    /// <summary>Makes the features of every readable file; valid until <see cref="Trim"/>.</summary>
    /// <param name="paths">Each is read once, however often it is named.</param>
    /// <param name="cancellation">Stops between images.</param>
    public IReadOnlyDictionary<string, ImageOutcome> Read(IEnumerable<string> paths, CancellationToken cancellation)
    {
        Dictionary<string, string> keys = new(StringComparer.Ordinal);
        Dictionary<string, ImageOutcome> outcomes = new(StringComparer.Ordinal);
        Dictionary<string, ImageTiles> pending = new(StringComparer.Ordinal);
        foreach (string path in paths.Distinct(StringComparer.Ordinal))
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                keys[path] = Open(path, pending);
            }
            catch (Exception error) when (error is MpaException or IOException or UnauthorizedAccessException or ArgumentException)
            {
                outcomes[path] = new ImageOutcome(null, error.Message);
            }

            if (computer.Fills(pending.Values))
            {
                Compute(pending);
            }
        }

        Compute(pending);
        foreach ((string path, string key) in keys)
        {
            outcomes[path] = new ImageOutcome(_cache.Find(key), null);
        }

        return outcomes;
    }

    /// <summary>The features of decoded images, in order; valid until <see cref="Trim"/>.</summary>
    public IReadOnlyList<ImageFeatures> Read(IReadOnlyList<DecodedImage> images)
    {
        Dictionary<string, ImageTiles> pending = new(StringComparer.Ordinal);
        foreach (DecodedImage image in images)
        {
            if (_cache.Find(image.Key) is null && pending.TryAdd(image.Key, image.Tiles) && computer.Fills(pending.Values))
            {
                Compute(pending);
            }
        }

        Compute(pending);
        return [.. images.Select(image => _cache.Find(image.Key)!)];
    }

    /// <summary>Lets go of the images used longest ago.</summary>
    public void Trim() => _cache.Trim();

    /// <inheritdoc/>
    public void Dispose() => _cache.Dispose();

    /// <summary>The content key; an image that is neither known nor waiting is decoded and put among the waiting.</summary>
    private string Open(string path, Dictionary<string, ImageTiles> pending)
    {
        using FileStream stream = File.OpenRead(path);
        string key = Convert.ToHexString(SHA256.HashData(stream));
        if (_cache.Find(key) is null && !pending.ContainsKey(key) && !Fetch(key))
        {
            // Turned as its EXIF data says, as transformers opens images.
            pending.Add(key, processor.Process(ImageDecoder.Decode(path, applyExif: true)));
        }

        return key;
    }

    private bool Fetch(string key)
    {
        if (files?.Find(key) is not { } image)
        {
            return false;
        }

        _cache.Add(key, image);
        return true;
    }

    private void Compute(Dictionary<string, ImageTiles> pending)
    {
        if (pending.Count == 0)
        {
            return;
        }

        foreach ((string key, ImageFeatures image) in pending.Keys.Zip(computer.Run([.. pending.Values])))
        {
            _cache.Add(key, image);
            files?.Add(key, image);
        }

        pending.Clear();
    }
}
