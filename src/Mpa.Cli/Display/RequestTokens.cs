using System.Text.Json;

namespace Mpa.Cli.Display;

/// <summary>How many tokens a request with one image comes to, as far as a checkpoint's config.json tells.</summary>
internal static class RequestTokens
{
    private const double Text = 50;
    private const double Unknown = 1000;

    /// <summary>The patches of one tile, which the vision tower reads, and some text; a thousand where the file doesn't say.</summary>
    public static double Of(string folder)
    {
        string file = Path.Combine(folder, "config.json");
        try
        {
            using JsonDocument json = JsonDocument.Parse(File.Exists(file) ? File.ReadAllText(file) : "{}");
            return json.RootElement.TryGetProperty("vision_config", out JsonElement vision)
                && vision.TryGetProperty("image_size", out JsonElement side) && vision.TryGetProperty("patch_size", out JsonElement patch)
                && side.TryGetInt32(out int pixels) && patch.TryGetInt32(out int step) && step > 0
                ? Text + Math.Pow(pixels / step, 2)
                : Unknown;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Unknown; // an estimate; whoever loads the model says what is wrong with the file
        }
    }
}
