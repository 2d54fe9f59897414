using System.Text.Json;
using Mpa.Imaging;
using Mpa.Models;
using Mpa.Testing;
using Mpa.Torch.Checkpoints;
using Mpa.Torch.Families;
using Mpa.Torch.Generation;
using Mpa.Torch.Tokenizers;
using Mpa.Torch.Training;
using Mpa.Torch.Vision.Processors;
using static TorchSharp.torch;

namespace Mpa.Torch.Tests.Golden;

/// <summary>
/// A case of format 1 of InternVL2, LLaVA-1.5 or TinyLLaVA: ids stored beside the results, images prepared here.
/// </summary>
internal sealed class StoredIdsCase : IDisposable
{
    private static readonly string[] ModelTypes = ["internvl_chat", "llava", "tinyllava", "tiny_llava_stablelm"];
    private readonly JsonElement[] _cases;

    private StoredIdsCase(string folder, string name)
    {
        Folder = folder;
        _cases = [.. Cases(folder)];
        Json = _cases.Single(golden => NameOf(golden) == name);
        Model = LoadedModel.Load(Path.Combine(folder, "model"), WeightType.Float32);
    }

    public string Folder { get; }

    public JsonElement Json { get; }

    public LoadedModel Model { get; }

    public Network Network => (Network)Model.Network;

    public static IEnumerable<TheoryDataRow<string>> Find(string kind, Func<JsonElement, bool>? wanted = null) =>
        Repository.FromGoldens<string>(root => Folders(root).SelectMany(folder => Cases(folder)
                .Where(golden => golden.GetProperty("kind").GetString() == kind && wanted?.Invoke(golden) != false)
                .Select(golden => $"{Path.GetFileName(folder)}|{NameOf(golden)}")))
            .Select(name => new TheoryDataRow<string>(name));

    public static StoredIdsCase Open(string name)
    {
        string[] parts = name.Split('|');
        return new StoredIdsCase(Repository.Golden($"models/{parts[0]}"), string.Join('|', parts[1..]));
    }

    public SafetensorsFile Expected() => new(At(Json.GetProperty("expected").GetString()!));

    public string At(string place) => Path.Combine(Folder, place);

    /// <summary>A JSON object of the case, written there or in a file that it names.</summary>
    public JsonElement Object(string key) => Json.GetProperty(key) is { ValueKind: JsonValueKind.String } file
        ? JsonElement.Parse(File.ReadAllText(At(file.GetString()!)))
        : Json.GetProperty(key);

    /// <summary>The rows of a case: its own ids, or those of the forward case of the prompt that it names.</summary>
    public IReadOnlyList<EncodedExample> Rows(JsonElement? of = null)
    {
        JsonElement golden = of ?? Json;
        bool isOwn = golden.TryGetProperty("expected", out _) || !golden.TryGetProperty("prompt", out _);
        JsonElement source = !isOwn && golden.TryGetProperty("prompt", out JsonElement prompt)
            ? _cases.Single(other => NameOf(other) == $"forward {prompt.GetString()}")
            : golden;
        using SafetensorsFile stored = new(At(source.GetProperty("expected").GetString()!));
        Tensor ids = stored.Read("input_ids"); // [B, L]
        Tensor mask = stored.Entries.ContainsKey("attention_mask") ? stored.Read("attention_mask") : ones_like(ids);
        Tensor? labels = stored.Entries.ContainsKey("labels") ? stored.Read("labels") : null; // [B, L]
        Queue<PixelTile[]> images = new(Images(source));
        return [.. Enumerable.Range(0, (int)ids.shape[0])
            .Select(row => Row(Real(ids, mask, row), labels is null ? null : Real(labels, mask, row), images))];
    }

    /// <summary>The case that a training or adapter case takes its batch from.</summary>
    public JsonElement BatchCase() => Json.TryGetProperty("conversations", out _)
        ? _cases.Single(other => NameOf(other) == "loss batch")
        : _cases.First(other => other.GetProperty("kind").GetString() == "loss");

    public void Dispose() => Model.Dispose();

    private EncodedExample Row(int[] ids, int[]? labels, Queue<PixelTile[]> images)
    {
        List<PixelTile> tiles = [];
        List<int> expanded = [];
        List<int> learned = [];
        int image = Network.Description.ImageTokenId!.Value;
        int features = 0; // image tokens of this row that no image was taken for yet
        for (int i = 0; i < ids.Length; i++)
        {
            int count = 1;
            if (ids[i] == image && features-- <= 0)
            {
                PixelTile[] own = images.Dequeue();
                tiles.AddRange(own);
                features = own.Sum(Network.Tokens) - 1;
                (count, features) = image < 0 ? (features + 1, 0) : (1, features);
            }

            expanded.AddRange(Enumerable.Repeat(ids[i], count));
            learned.AddRange(Enumerable.Repeat(labels?[i] ?? EncodedChat.NoLabel, count));
        }

        return new EncodedExample(new EncodedChat([.. expanded], [.. learned]), tiles);
    }

    private IEnumerable<PixelTile[]> Images(JsonElement golden)
    {
        (string File, int Most)[] images = golden.TryGetProperty("samples", out JsonElement samples)
            ? [.. samples.EnumerateArray()
                .Where(sample => sample.TryGetProperty("image", out JsonElement file)
                    && file.ValueKind == JsonValueKind.String)
                .Select(sample => (
                    sample.GetProperty("image").GetString()!, sample.GetProperty("max_num").GetInt32()))]
            : [.. Listed(golden)];
        foreach ((string file, int most) in images)
        {
            IImageProcessor processor = Processor(golden, most);
            RgbImage picture = ImageDecoder.Decode(
                Repository.GoldenImage(file), applyExif: true, colors: ImageColors.Converted);
            yield return [.. processor.Process(picture).Tiles.Select(processor.Normalize)];
        }
    }

    private static IEnumerable<(string File, int Most)> Listed(JsonElement golden)
    {
        string[] files = [.. golden.GetProperty("images").EnumerateArray()
            .SelectMany(image => image.ValueKind == JsonValueKind.Array ? image.EnumerateArray().ToArray() : [image])
            .Select(image => image.GetString()!)];
        int[] most = !golden.TryGetProperty("max_num", out JsonElement limit)
            ? []
            : limit.ValueKind == JsonValueKind.Array
                ? [.. limit.EnumerateArray().Select(number => number.GetInt32())]
                : [.. Enumerable.Repeat(limit.GetInt32(), files.Length)];
        return files.Select((file, i) => (file, most.Length > i ? most[i] : 0));
    }

    private IImageProcessor Processor(JsonElement golden, int most) => Model.Processor switch
    {
        InternVlImageProcessor tiles => new InternVlImageProcessor(tiles.Tiling with { Most = most }),
        SquareImageProcessor square when golden.TryGetProperty("image_aspect_ratio", out JsonElement ratio) =>
            new SquareImageProcessor(square.Config with { Frame = ratio.GetString() == "pad" }),
        var own => own,
    };

    private static int[] Real(Tensor rows, Tensor mask, int row) =>
        [.. rows[row].masked_select(mask[row].to_type(ScalarType.Bool)).data<long>().Select(id => (int)id)];

    private static IEnumerable<string> Folders(string goldens)
    {
        string root = Path.Combine(goldens, "models");
        return Directory.Exists(root)
            ? Directory.EnumerateDirectories(root).Order(StringComparer.Ordinal).Where(IsOfThese)
            : [];
    }

    private static bool IsOfThese(string folder) => ModelTypes.Contains(
        ConfigReader.Open(Path.Combine(folder, "model", "config.json")).Text("model_type", "?"));

    private static IEnumerable<JsonElement> Cases(string folder)
    {
        JsonElement root = JsonElement.Parse(File.ReadAllText(Path.Combine(folder, "cases.json")));
        return root.GetProperty("cases").EnumerateArray();
    }

    // A name stands for cases of several kinds.
    private static string NameOf(JsonElement golden) =>
        $"{golden.GetProperty("kind").GetString()} {golden.GetProperty("name").GetString()}";
}
