using Mpa.Evaluation;
using Mpa.Images;
using Mpa.Runs;

namespace Mpa.Reports.Html;

/// <summary>Turns image files into data URLs, so that the page needs nothing beside it.</summary>
/// <param name="recipe">Says where the images lie.</param>
/// <param name="thumbnail">Makes a small image of a large one; null leaves large ones out.</param>
internal sealed class ImageEmbedder(Recipe recipe, Func<string, byte[]?>? thumbnail)
{
    private const int MaxBytes = 64 * 1024;

    /// <summary>The data URL of one of the run's images; null when it can't be shown.</summary>
    public string? OfRun(string relative) => Embed(Path.Combine(ImageFiles.RootOf(recipe), relative));

    /// <summary>The data URL of one of the test's images; null when it can't be shown.</summary>
    public string? OfTest(string relative) => recipe.Evaluate is null ? null : Embed(Path.Combine(TestSplit.RootOf(recipe), relative));

    private string? Embed(string path)
    {
        FileInfo file = new(path);
        if (!file.Exists)
        {
            return null;
        }

        byte[]? bytes = file.Length <= MaxBytes ? File.ReadAllBytes(path) : thumbnail?.Invoke(path);
        return bytes is { Length: > 0 and <= MaxBytes } && MediaType(bytes) is { } type ? $"data:{type};base64,{Convert.ToBase64String(bytes)}" : null;
    }

    // By content: a browser shows these, and none of them can hold a script.
    private static string? MediaType(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => "image/png",
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => "image/gif",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "image/webp",
        [(byte)'B', (byte)'M', ..] => "image/bmp",
        _ => null,
    };
}
