using Mpa.Evaluation;
using Mpa.Images;
using Mpa.Recipes;

namespace Mpa.Reports.Html;

/// <summary>Finds a run's images for its page.</summary>
/// <param name="recipe">Says where the images lie.</param>
/// <param name="thumbnail">Makes a small image of a large one; null leaves large ones out.</param>
internal sealed class ImageEmbedder(Recipe recipe, Func<string, byte[]?>? thumbnail)
{
    /// <summary>The data URL of one of the run's images; null when it can't be shown.</summary>
    public string? OfRun(string relative) =>
        DataUrl.Of(Path.Combine(ImageFiles.RootOf(recipe), relative), thumbnail);

    /// <summary>The data URL of one of the test's images; null when it can't be shown.</summary>
    public string? OfTest(string relative) => recipe.Evaluate is null
        ? null
        : DataUrl.Of(Path.Combine(TestSplit.RootOf(recipe), relative), thumbnail);
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
