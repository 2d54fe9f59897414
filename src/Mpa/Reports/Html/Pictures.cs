using Mpa.Evaluation;
using Mpa.Images;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Reports.Html;

/// <summary>Finds a run's images for its page.</summary>
/// <param name="recipe">Says where the images lie.</param>
/// <param name="thumbnail">Makes a small image of a large one; null leaves large ones out.</param>
internal sealed class ImageEmbedder(Recipe recipe, Func<string, byte[]?>? thumbnail)
{
    private readonly RunFolder _folder = new(recipe.Output);

    /// <summary>The data URL of one of the run's images; null when it can't be shown.</summary>
    public string? OfRun(string relative) =>
        DataUrl.Of(Path.Combine(ImageFiles.RootOf(recipe), relative), thumbnail);

    /// <summary>A pair's images.</summary>
    public ItemPictures OfPair(ExamplePair example) => example.Parts is { } parts
        ? Of([.. parts.Select(part => part.FullPath(ImageFiles.RootOf(recipe), _folder))])
        : new ItemPictures([example.Image is null ? null : OfRun(example.Image)], 1);

    /// <summary>A test question's images.</summary>
    /// <param name="image">As the question names it, or them.</param>
    public ItemPictures OfTest(string image)
    {
        if (recipe.Evaluate is null)
        {
            return new ItemPictures([null], 1);
        }

        string full = Path.Combine(TestSplit.RootOf(recipe), image);
        IEnumerable<string> files = ImageFiles.InFolder(full) is { Count: > 0 } inFolder
            ? inFolder.Select(file => Path.Combine(full, file))
            : ImageSource.FilesOfJoined(image).Select(file => Path.Combine(TestSplit.RootOf(recipe), file));
        return Of(File.Exists(full) ? [full] : [.. files]);
    }

    private ItemPictures Of(IReadOnlyList<string> files) =>
        new([.. files.Take(ItemPictures.Most).Select(file => DataUrl.Of(file, thumbnail))], files.Count);
}

/// <summary>The images of an item on a page.</summary>
/// <param name="DataUrls">Of the first ones; null for one that can't be shown.</param>
/// <param name="Count">Of all.</param>
internal sealed record ItemPictures(IReadOnlyList<string?> DataUrls, int Count)
{
    /// <summary>Images that a page shows of an item: with more it would take too long to load.</summary>
    public const int Most = 4;
}

/// <summary>Makes data URLs of image files, so that the page needs nothing beside it.</summary>
internal static class DataUrl
{
    private const int MaxBytes = 64 * 1024;

    /// <summary>The data URL of an image file; null when it isn't there or can't be shown.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="thumbnail">Makes a small image of a large one; null leaves large ones out.</param>
    public static string? Of(string path, Func<string, byte[]?>? thumbnail)
    {
        FileInfo file = new(path);
        if (!file.Exists)
        {
            return null;
        }

        byte[]? bytes = file.Length <= MaxBytes ? File.ReadAllBytes(path) : thumbnail?.Invoke(path);
        return bytes is { Length: > 0 and <= MaxBytes } && MediaType(bytes) is { } type
            ? $"data:{type};base64,{Convert.ToBase64String(bytes)}"
            : null;
    }

    // By content: a browser shows these, and none of them can hold a script.
    private static string? MediaType(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => "image/png",
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => "image/gif",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, .. var form]
            when form.StartsWith("WEBP"u8) => "image/webp",
        [(byte)'B', (byte)'M', ..] => "image/bmp",
        _ => null,
    };
}
