namespace Mpa.Reports.Html;

/// <summary>Turns image files into data URLs, so that the page needs nothing beside it.</summary>
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
