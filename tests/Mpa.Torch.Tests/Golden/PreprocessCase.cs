using System.Text.Json;
using Mpa.Imaging;
using Mpa.Testing;
using Mpa.Torch.Checkpoints;
using Mpa.Torch.Families;
using Mpa.Torch.Tests.Vision.Processors;
using Mpa.Torch.Vision.Processors;

namespace Mpa.Torch.Tests.Golden;

/// <summary>
/// A case of kind preprocess, format 1, of InternVL2, LLaVA-1.5 or TinyLLaVA; its folder needs no weights.
/// </summary>
internal sealed record PreprocessCase(string Folder, JsonElement Json)
{
    private static readonly string[] ModelTypes = ["internvl_chat", "llava", "tinyllava"];

    public bool IsJpeg => Json.GetProperty("file_format").GetString() == "JPEG";

    public static IEnumerable<TheoryDataRow<string>> Find() =>
        Folders().SelectMany(Cases).Select(golden => new TheoryDataRow<string>(golden.Name));

    public static PreprocessCase Named(string name) =>
        Folders().SelectMany(Cases).First(golden => golden.Name == name);

    /// <summary>The image as Pillow converts it, without alpha.</summary>
    public RgbImage Image() => ImageDecoder.Decode(
        Repository.GoldenImage(Json.GetProperty("image").GetString()!),
        applyExif: true,
        colors: ImageColors.Converted);

    /// <summary>The folder's processor with what the case sets otherwise.</summary>
    public IImageProcessor Processor()
    {
        string folder = Path.Combine(Folder, "model");
        ConfigReader config = ConfigReader.Open(Path.Combine(folder, "config.json"));
        return ModelFamilies.ProcessorOf(
            new ModelFolder(folder, config, TorchModelOptions.Default), ModelFamilies.Describe(config)) switch
        {
            InternVlImageProcessor => new InternVlImageProcessor(InternVlGridTests.Tiling(Json)),
            SquareImageProcessor own => new SquareImageProcessor(Squares(own.Config)),
            var other => other,
        };
    }

    /// <summary>The stored pictures of what the tower sees; none where the case holds but their hashes.</summary>
    public IReadOnlyList<RgbImage> Pictures() => [.. Files().Select(file => ImageDecoder.Decode(At(file)))];

    public SafetensorsFile? Numbers() => Json.TryGetProperty("expected", out JsonElement file)
        ? new SafetensorsFile(At(file.GetString()!))
        : null;

    private string Name => $"{string.Join('/', Folder.Split('/', '\\')[^2..])}|{Json.GetProperty("name").GetString()}";

    private string At(string place) => Path.Combine(Folder, place);

    private IEnumerable<string> Files() => Json.TryGetProperty("png", out JsonElement one)
        ? [one.GetString()!]
        : Json.TryGetProperty("tile_png", out JsonElement tiles)
            ? tiles.EnumerateArray().Select(file => file.GetString()!)
            : [];

    private SquareImages Squares(SquareImages own)
    {
        bool frame = Json.TryGetProperty("image_aspect_ratio", out JsonElement ratio) && ratio.GetString() == "pad";
        if (!Json.TryGetProperty("image_processor", out JsonElement processor))
        {
            return own with { Frame = frame };
        }

        using TemporaryFolder folder = new();
        ConfigReader json = ConfigReader.Open(folder.Write("preprocessor_config.json", processor.GetRawText()));
        return own.Crop
            ? SquareImages.ReadClip(json) with { Frame = frame }
            : own with { Frame = frame, Side = json.Section("size").Int("height", 0) };
    }

    private static IEnumerable<string> Folders() =>
        new[] { Path.Combine(Repository.OwnGoldens, "chats"), Path.Combine(Repository.Goldens, "models") }
            .Where(Directory.Exists)
            .SelectMany(Directory.GetDirectories)
            .Where(folder => ModelTypes.Contains(
                ConfigReader.Open(Path.Combine(folder, "model", "config.json")).Text("model_type", "?")))
            .Order(StringComparer.Ordinal);

    private static IEnumerable<PreprocessCase> Cases(string folder) =>
        JsonElement.Parse(File.ReadAllText(Path.Combine(folder, "cases.json"))).GetProperty("cases").EnumerateArray()
            .Where(golden => golden.GetProperty("kind").GetString() == "preprocess")
            .Select(golden => new PreprocessCase(folder, golden));
}
