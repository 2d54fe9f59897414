using System.Text.Json;
using Mpa.Testing;

namespace Mpa.Torch.Tests.Vision.Processors;

/// <summary>The `preprocess` cases of every golden model whose config.json says Idefics3 or SmolVLM.</summary>
internal static class Idefics3Goldens
{
    /// <param name="having">Only cases with this key.</param>
    public static TheoryData<string, string> Preprocess(string having)
    {
        TheoryData<string, string> cases = [];
        foreach (string folder in Folders())
        {
            foreach (JsonElement item in Cases(folder).Where(item => item.TryGetProperty(having, out _)))
            {
                cases.Add(Path.GetFileName(folder), item.GetRawText());
            }
        }

        return cases;
    }

    /// <summary>Pillow's own pixels of a chart, which some case of the model stores if decoders may differ on it.</summary>
    public static string? Decoded(string model, string chart) => Cases(Folder(model))
        .Where(item => item.TryGetProperty("decoded", out _) && item.GetProperty("image").GetString() == chart)
        .Select(item => Path.Combine(Folder(model), item.GetProperty("decoded").GetString()!))
        .FirstOrDefault();

    public static string Folder(string model) => Path.Combine(Repository.Goldens, "models", model);

    public static JsonElement Parse(string file) => JsonDocument.Parse(File.ReadAllText(file)).RootElement;

    private static IEnumerable<JsonElement> Cases(string folder) => Parse(Path.Combine(folder, "cases.json")).GetProperty("cases")
        .EnumerateArray().Where(item => item.GetProperty("kind").GetString() == "preprocess");

    private static IEnumerable<string> Folders() => Directory.GetDirectories(Path.Combine(Repository.Goldens, "models")).Order()
        .Where(folder => Parse(Path.Combine(folder, "model", "config.json")).GetProperty("model_type").GetString() is "idefics3" or "smolvlm");
}
