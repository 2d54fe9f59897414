using System.Text.Json;
using Mpa.Imaging;
using Mpa.Testing;
using Mpa.Torch.Checkpoints;
using Mpa.Torch.Families;
using static TorchSharp.torch;

namespace Mpa.Torch.Tests.Golden;

/// <summary>One case of a golden model folder (FORMAT.md of the goldens).</summary>
public sealed record GoldenCase(string Folder, string Id, JsonElement Json)
{
    public string ModelFolder => Path.Combine(Folder, "model");

    /// <summary>Families whose every golden kind is tested the same way.</summary>
    public static string[] AllFamilies { get; } = [.. Idefics3, .. Qwen2Vl];

    public static string[] Idefics3 => ["idefics3", "smolvlm"];

    public static string[] Qwen2Vl => ["qwen2_vl", "qwen2_5_vl"];

    /// <summary>
    /// What equivalent paths of the public implementation may differ by, with room (FORMAT.md of the goldens).
    /// </summary>
    public double LogitsTolerance => Qwen2Vl.Contains(ModelType(Folder)) ? 5e-4 : 1e-4;

    internal ModelDescription Describe() =>
        ModelFamilies.Describe(ConfigReader.Open(Path.Combine(ModelFolder, "config.json")));

    public string Kind => Json.GetProperty("kind").GetString()!;

    /// <summary>
    /// Cases of the given kind in every golden model folder of the given model types, as test data "folder|id".
    /// </summary>
    public static IEnumerable<TheoryDataRow<string>> Find(string kind, params string[] modelTypes) =>
        Find(c => c.Kind == kind, modelTypes);

    /// <summary>Cases of the chosen goldens folder, or of the repository's copy where it has none of them.</summary>
    public static IEnumerable<TheoryDataRow<string>> Find(Func<GoldenCase, bool> wanted, params string[] modelTypes) =>
        Repository.FromGoldens(root => Folders(root, modelTypes).SelectMany(Cases).Where(wanted))
            .Select(c => new TheoryDataRow<string>(c.Name));

    /// <summary>A case by the name that it was found under.</summary>
    public static GoldenCase Named(string name)
    {
        string[] parts = name.Split('|');
        return Repository.FromGoldens(InFolder).Single();

        IEnumerable<GoldenCase> InFolder(string goldens)
        {
            string folder = Path.Combine(goldens, "models", parts[0]);
            return Directory.Exists(folder) ? Cases(folder).Where(c => c.Id == parts[1]) : [];
        }
    }

    /// <summary>The name under which <see cref="Named"/> gives the case.</summary>
    public string Name => $"{Path.GetFileName(Folder)}|{Id}";

    /// <summary>Whether the prompt ends with the opening of an answer; so it does where the case doesn't say.</summary>
    public bool GenerationPrompt => !new[] { Json, Has("options") ? Json.GetProperty("options") : Json }
        .Any(place => place.TryGetProperty("add_generation_prompt", out JsonElement open) && !open.GetBoolean());

    /// <summary>Another case of the same folder.</summary>
    public GoldenCase Sibling(string kind) => Cases(Folder).First(c => c.Kind == kind);

    public bool Has(string key) =>
        Json.TryGetProperty(key, out JsonElement value) && value.ValueKind != JsonValueKind.Null;

    internal SafetensorsFile Expected() => new(At(Has("expected") ? "expected" : "file"));

    /// <summary>The tokens that are learned, row after row.</summary>
    public IEnumerable<int> Labels() => Json.GetProperty("labels").EnumerateArray()
        .SelectMany(row => row.EnumerateArray().Select(label => label.GetInt32())).Where(label => label >= 0);

    /// <summary>Messages and image files of each prompt.</summary>
    public IEnumerable<(JsonElement Messages, string[] Images)> Prompts() => Has("samples")
        ? Json.GetProperty("samples").EnumerateArray()
            .Select(sample => (sample.GetProperty("messages"), Files(sample.GetProperty("images"))))
        : Json.GetProperty("messages").EnumerateArray().Zip(Json.GetProperty("images").EnumerateArray().Select(Files));

    /// <summary>
    /// An image of the case as Pillow converts it, without alpha: its stored pixels where decoders may differ.
    /// </summary>
    public RgbImage Image(string file) =>
        ImageDecoder.Decode(
            Decoded(file) ?? Repository.GoldenImage(file), applyExif: true, colors: ImageColors.Converted);

    private string? Decoded(string file) => Cases(Folder)
        .Where(c => (c.Has("decoded") || c.Has("decoded_png")) && FileName(c.Json.GetProperty("image")) == file)
        .Select(c => c.At(c.Has("decoded") ? "decoded" : "decoded_png"))
        .FirstOrDefault();

    /// <summary>The path of a file of the case's folder that a key names.</summary>
    private string At(string key) => Path.Combine(Folder, Json.GetProperty(key).GetString()!);

    private static string[] Files(JsonElement images) => [.. images.EnumerateArray().Select(FileName)];

    private static string FileName(JsonElement image) =>
        (image.ValueKind == JsonValueKind.String ? image : image.GetProperty("file")).GetString()!;

    /// <summary>A table of whole numbers as a tensor [rows, columns].</summary>
    public Tensor Table(string key) => Rows(Json.GetProperty(key));

    private static Tensor Rows(JsonElement rows)
    {
        long[][] values =
        [
            .. rows.EnumerateArray().Select(row => row.EnumerateArray().Select(id => id.GetInt64()).ToArray()),
        ];
        return tensor(values.SelectMany(row => row).ToArray()).view(values.Length, -1);
    }

    private static IEnumerable<string> Folders(string goldens, string[] modelTypes)
    {
        string root = Path.Combine(goldens, "models");
        return Directory.Exists(root)
            ? Directory.EnumerateDirectories(root)
                .Order(StringComparer.Ordinal)
                .Where(folder => modelTypes.Contains(ModelType(folder)))
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
        return [.. list.EnumerateArray().Select(json => new GoldenCase(folder, IdOf(json), json))];
    }

    private static string IdOf(JsonElement json) =>
        json.GetProperty(json.TryGetProperty("id", out _) ? "id" : "name").GetString()!;
}
