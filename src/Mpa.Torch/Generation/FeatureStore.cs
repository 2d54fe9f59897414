using System.Security.Cryptography;
using Mpa.Imaging;
using Mpa.Models;
using Mpa.Torch.Vision.Processors;

namespace Mpa.Torch.Generation;

/// <summary>
/// Features of images by their content. An image that several questions are about is read, hashed, decoded and looked
/// at once; one whose hash is known and whose features are held is not even read.
/// </summary>
/// <param name="computer">Runs the vision tower.</param>
/// <param name="processor">Prepares images.</param>
/// <param name="cacheBytes">Features held in memory at most, between two calls of <see cref="Trim"/>.</param>
/// <param name="files">Features on disk; null for none.</param>
internal sealed class FeatureStore(
    FeatureComputer computer, IImageProcessor processor, long cacheBytes, FeatureFiles? files = null) : IDisposable
{
    private readonly FeatureCache _cache = new(cacheBytes);

    /// <summary>Images whose features are held.</summary>
    public int Held => _cache.Count;

    /// <summary>Makes the features of every readable file; valid until <see cref="Trim"/>.</summary>
    /// <param name="images">Each is read once, however often it is named.</param>
    /// <param name="cancellation">Stops between images.</param>
    public IReadOnlyDictionary<PromptImage, ImageOutcome> Read(
        IEnumerable<PromptImage> images, CancellationToken cancellation)
    {
        Dictionary<PromptImage, string> keys = [];
        Dictionary<PromptImage, ImageOutcome> outcomes = [];
        Dictionary<string, ImageTiles> pending = new(StringComparer.Ordinal);
        foreach (PromptImage image in images.Distinct())
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                keys[image] = Open(image, pending);
            }
            catch (Exception error)
                when (error is MpaException or IOException or UnauthorizedAccessException or ArgumentException)
            {
                outcomes[image] = new ImageOutcome(null, error.Message);
            }

            if (computer.Fills(pending.Values))
            {
                Compute(pending);
            }
        }

        Compute(pending);
        foreach ((PromptImage image, string key) in keys)
        {
            outcomes[image] = new ImageOutcome(_cache.Find(key), null);
        }

        return outcomes;
    }

    /// <summary>The features of decoded images, in order; valid until <see cref="Trim"/>.</summary>
    public IReadOnlyList<ImageFeatures> Read(IReadOnlyList<DecodedImage> images)
    {
        Dictionary<string, ImageTiles> pending = new(StringComparer.Ordinal);
        foreach (DecodedImage image in images)
        {
            if (!IsKnown(image.Key, pending))
            {
                pending.Add(image.Key, image.Tiles);
            }

            if (computer.Fills(pending.Values))
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

    /// <summary>
    /// The content key; an image that is neither known nor waiting is decoded and put among the waiting.
    /// </summary>
    private string Open(PromptImage shown, Dictionary<string, ImageTiles> pending)
    {
        (RequestImage image, int among) = shown;
        if (image.Sha256 is { } seen && IsHash(seen) && DecodedImage.KeyOf(seen, processor, among) is var held
            && IsKnown(held, pending))
        {
            return held;
        }

        byte[] bytes = ImageFile.Read(image.Path);
        string key = DecodedImage.KeyOf(ImageFile.Hash(image, bytes), processor, among);
        if (!IsKnown(key, pending))
        {
            // Upright by its EXIF data, as transformers opens images.
            RgbImage decoded = ImageDecoder.Decode(bytes, image.Path, applyExif: true);
            pending.Add(key, processor.Among(among).Process(decoded));
        }

        return key;
    }

    // What a run folder says is data: as the name of a feature file it may not leave their folder.
    private static bool IsHash(string text) =>
        text.Length == 2 * SHA256.HashSizeInBytes && text.All(char.IsAsciiHexDigit);

    private bool IsKnown(string key, Dictionary<string, ImageTiles> pending)
    {
        if (_cache.Find(key) is not null || pending.ContainsKey(key))
        {
            return true;
        }

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

        (string Key, ImageFeatures Image)[] made = [.. pending.Keys.Zip(computer.Run([.. pending.Values]))];
        pending.Clear();
        foreach ((string key, ImageFeatures image) in made)
        {
            _cache.Add(key, image); // all of them first: from here on they are disposed with the cache
        }

        foreach ((string key, ImageFeatures image) in made)
        {
            files?.Add(key, image);
        }
    }
}

/// <summary>An image of a prompt.</summary>
/// <param name="Image">Its file.</param>
/// <param name="Among">Images in the prompt.</param>
internal readonly record struct PromptImage(RequestImage Image, int Among = 1)
{
    /// <summary>The images of a request.</summary>
    public static IEnumerable<PromptImage> Of(ModelRequest request) =>
        request.Images.Select(image => new PromptImage(image, request.Images.Count));
}

/// <summary>What came of an image file.</summary>
/// <param name="Image">Its features; null if there are none.</param>
/// <param name="Error">Why it can't be used; null if it can.</param>
internal sealed record ImageOutcome(ImageFeatures? Image, string? Error);

/// <summary>An image made ready for the vision tower.</summary>
/// <param name="Key">The same for the same bytes, prepared alike.</param>
/// <param name="Tiles">What the tower sees.</param>
internal sealed record DecodedImage(string Key, ImageTiles Tiles)
{
    /// <summary>Memory taken.</summary>
    public long Bytes => Tiles.Tiles.Sum(tile => (long)tile.Pixels.Length);

    /// <summary>The key of a file's image in a prompt with so many.</summary>
    /// <param name="sha256">Of the file, in hexadecimal, whatever its case.</param>
    /// <param name="processor">Prepares it.</param>
    /// <param name="among">Images in the prompt.</param>
    public static string KeyOf(string sha256, IImageProcessor processor, int among) =>
        sha256.ToUpperInvariant() + (ReferenceEquals(processor.Among(among), processor) ? "" : $"-{among}");
}
