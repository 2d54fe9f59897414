using System.Text.Json;
using Mpa.Testing;
using Mpa.Torch.Checkpoints;
using static TorchSharp.torch;

namespace Mpa.Torch.Tests.Golden;

/// <summary>One case of a golden model folder (FORMAT.md of the goldens).</summary>
public sealed record GoldenCase(string Folder, string Id, JsonElement Json)
{
    public string ModelFolder => Path.Combine(Folder, "model");

    public string Kind => Json.GetProperty("kind").GetString()!;

    /// <summary>Cases of the given kind in every golden model folder of the given model types, as test data "folder|id".</summary>
    public static IEnumerable<TheoryDataRow<string>> Find(string kind, params string[] modelTypes) =>
        Folders(modelTypes).SelectMany(folder => Cases(folder).Where(c => c.Kind == kind))
            .Select(c => new TheoryDataRow<string>($"{Path.GetFileName(c.Folder)}|{c.Id}"));

    /// <summary>A case by the name that <see cref="Find"/> gave it.</summary>
    public static GoldenCase Named(string name)
    {
        string[] parts = name.Split('|');
        return Cases(Path.Combine(Repository.Goldens, "models", parts[0])).Single(c => c.Id == parts[1]);
    }

    /// <summary>Another case of the same folder.</summary>
    public GoldenCase Sibling(string kind) => Cases(Folder).First(c => c.Kind == kind);

    public bool Has(string key) => Json.TryGetProperty(key, out JsonElement value) && value.ValueKind != JsonValueKind.Null;

    public SafetensorsFile Expected() => new(Path.Combine(Folder, Json.GetProperty("expected").GetString()!));

    /// <summary>A table of whole numbers as a tensor [rows, columns].</summary>
    public Tensor Table(string key) => Rows(Json.GetProperty(key));

    private static Tensor Rows(JsonElement rows)
    {
        long[][] values = [.. rows.EnumerateArray().Select(row => row.EnumerateArray().Select(id => id.GetInt64()).ToArray())];
        return tensor(values.SelectMany(row => row).ToArray()).view(values.Length, -1);
    }

    private static IEnumerable<string> Folders(string[] modelTypes)
    {
        string root = Path.Combine(Repository.Goldens, "models");
        return Directory.Exists(root)
            ? Directory.EnumerateDirectories(root).Order(StringComparer.Ordinal).Where(folder => modelTypes.Contains(ModelType(folder)))
            : [];
    }

    private static string? ModelType(string folder)
    {
        using JsonDocument config = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "model", "config.json")));
        return config.RootElement.GetProperty("model_type").GetString();
    }

    private static IReadOnlyList<GoldenCase> Cases(string folder)
    {
        JsonElement root = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "cases.json"))).RootElement;
        JsonElement list = root.ValueKind == JsonValueKind.Array ? root : root.GetProperty("cases");
        return [.. list.EnumerateArray().Select(json => new GoldenCase(folder, json.GetProperty("id").GetString()!, json))];
    }
}
