using System.Text.Json;
using Mpa.Files;

namespace Mpa.Runs;

/// <summary>Reads and writes run.json.</summary>
public static class ManifestStore
{
    /// <summary>The manifest of a run; null when nothing has run yet.</summary>
    /// <exception cref="MpaException">run.json is damaged.</exception>
    public static Manifest? Read(RunFolder folder)
    {
        if (!File.Exists(folder.Manifest))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<Manifest>(File.ReadAllText(folder.Manifest), MpaJson.Indented)
                ?? throw new JsonException("it is null");
        }
        catch (JsonException error)
        {
            string reason = error.Message.ReplaceLineEndings(" ");
            throw new MpaException(
                $"{folder.Manifest} can't be read ({reason}). Delete it and run again: finished rows are kept and not asked again.", error);
        }
    }

    /// <summary>Writes the manifest whole or not at all.</summary>
    internal static void Write(RunFolder folder, Manifest manifest) =>
        AtomicFile.Write(folder.Manifest, JsonSerializer.Serialize(manifest, MpaJson.Indented) + "\n");
}
