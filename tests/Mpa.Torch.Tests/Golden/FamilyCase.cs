using System.Text.Json;
using System.Text.Json.Nodes;
using Mpa.Imaging;
using Mpa.Models;
using Mpa.Testing;
using Mpa.Torch.Checkpoints;
using Mpa.Torch.Families;
using Mpa.Torch.Generation;
using Mpa.Torch.Language;
using Mpa.Torch.Tests.Tokenizers;
using Mpa.Torch.Tokenizers;
using Mpa.Torch.Training;
using Mpa.Torch.Vision;
using Mpa.Torch.Vision.Processors;
using static TorchSharp.torch;

namespace Mpa.Torch.Tests.Golden;

/// <summary>
/// A case of format 2 (FORMAT.md of the goldens), the same for every family: its model, and its chats made ready from
/// their messages and image files on.
/// </summary>
internal sealed class FamilyCase : IDisposable
{
    private readonly TemporaryFolder? _changed;

    private FamilyCase(string folder, string model, JsonElement head, JsonElement json, JsonElement? batch = null)
    {
        (Folder, Head, Json) = (folder, head, json);
        _changed = Changes(batch ?? json) is { } changes ? Changed(model, changes) : null;
        Model = LoadedModel.Load(_changed?.Root ?? model, WeightType.Float32);
    }

    public string Folder { get; }

    public JsonElement Head { get; }

    public JsonElement Json { get; }

    public LoadedModel Model { get; }

    public Network Network => (Network)Model.Network;

    public double Tolerance => Network.Text.Rotary.Sections is null ? 1e-4 : 5e-4;

    /// <summary>All cases of a kind, of every family that runs here, as "folder|case".</summary>
    public static IEnumerable<TheoryDataRow<string>> Find(string kind) =>
        Repository.FromGoldens<string>(root => Folders(root).SelectMany(folder => Names(folder, kind)))
            .Select(name => new TheoryDataRow<string>(name));

    /// <summary>All cases of a kind that are adapters of another folder's model, as "folder|case".</summary>
    public static IEnumerable<TheoryDataRow<string>> FindAdapters(string kind) =>
        Repository.FromGoldens<string>(root => Folders(root, "adapters").SelectMany(folder => Names(folder, kind)))
            .Select(name => new TheoryDataRow<string>(name));

    public static FamilyCase Open(string name)
    {
        string folder = Repository.Golden($"families/{name.Split('|')[0]}");
        return Open(folder, Path.Combine(folder, "model"), name.Split('|')[1]);
    }

    public static FamilyCase OpenAdapter(string name)
    {
        string folder = Repository.Golden($"adapters/{name.Split('|')[0]}");
        string model = Read(folder).GetProperty("base").GetString()!;
        return Open(folder, Repository.Golden($"{model}/model"), name.Split('|')[1]);
    }

    /// <summary>Another case of the same folder.</summary>
    public JsonElement Sibling(string kind) => Head.GetProperty("cases").EnumerateArray()
        .First(golden => golden.GetProperty("kind").GetString() == kind);

    /// <summary>
    /// features: [..., D] as the public projector gives them, which is window by window where the tower has windows →
    /// [image tokens, D].
    /// </summary>
    public Tensor InImageOrder(Tensor features, IReadOnlyList<PixelTile> tiles)
    {
        Tensor flat = features.view(-1, features.shape[^1]); // [image tokens, D]
        return Network.Vision is PackedTower tower
            && VisionLayout.Of([.. tiles.Select(tower.Grid)], Network.Description.Vision).Order is { } order
                ? flat.index_select(0, order.argsort())
                : flat;
    }

    public bool Has(string key) => Json.TryGetProperty(key, out JsonElement value)
        && value.ValueKind != JsonValueKind.Null;

    public SafetensorsFile Expected() => new(Path.Combine(Folder, Json.GetProperty("file").GetString()!));

    public RgbImage Image(string file) =>
        ImageDecoder.Decode(Repository.GoldenImage(file), applyExif: true, colors: ImageColors.Converted);

    /// <summary>Rows of chats with the tiles of their images.</summary>
    public IReadOnlyList<FamilyRow> Rows(JsonElement? of = null)
    {
        JsonElement golden = of ?? Json;
        bool open = golden.GetProperty("add_generation_prompt").GetBoolean();
        return [.. golden.GetProperty("samples").EnumerateArray().Select(sample => Row(sample, open))];
    }

    /// <summary>ids: [B, L], mask: [B, L], positions, and the tiles of all rows.</summary>
    public FamilyBatch Batch(IReadOnlyList<FamilyRow> rows)
    {
        bool left = Has("padding_side") && Json.GetProperty("padding_side").GetString() == "left";
        ChatBatch padded = ChatBatch.Pad(
            [.. rows.Select(row => row.Chat)], paddingId: 0, left ? PaddingSide.Left : PaddingSide.Right);
        return new FamilyBatch(
            tensor(padded.Ids).view(padded.Rows, padded.Columns),
            tensor(padded.AttentionMask).view(padded.Rows, padded.Columns),
            PaddedPositions.Of(padded),
            [.. rows.SelectMany(row => row.Tiles)]);
    }

    /// <summary>One pass over all rows: logits [B, L, vocabulary].</summary>
    public Tensor Logits(FamilyBatch batch)
    {
        Tensor? features = batch.Tiles.Count == 0 ? null : Network.Features(batch.Tiles); // [image tokens, D]
        Tensor embeds = Network.Embed(batch.Ids, features); // [B, L, D]
        Tensor hidden = Network.Hidden(embeds, batch.Positions, PaddedPositions.CausalMask(batch.Mask)); // [B, L, D]
        return Network.Logits(hidden); // [B, L, V]
    }

    /// <summary>Parameters by the names that the public module has for them, whatever the folder calls them.</summary>
    public IReadOnlyList<(string Name, TorchSharp.Modules.Parameter Value)> Parameters()
    {
        HashSet<string> names = [.. Head.GetProperty("parameter_names").EnumerateArray().Select(n => n.GetString()!)];
        NameTable layout = Network.Description.Layouts
            .MaxBy(table => Network.named_parameters().Count(p => names.Contains(table.StoredOf(p.name))))!;
        return [.. Network.named_parameters().Select(p => (layout.StoredOf(p.name), p.parameter))];
    }

    public void Dispose()
    {
        Model.Dispose();
        _changed?.Dispose();
    }

    private FamilyRow Row(JsonElement sample, bool open)
    {
        ImageTiles[] images = [.. sample.GetProperty("images").EnumerateArray()
            .Select(image => Model.Processor.Process(Image(image.GetString()!)))];
        EncodedChat chat = Model.Encoder.Encode(
            ChatCase.ReadTurns(sample.GetProperty("messages")), [.. images.Select(image => image.Grid)], open);
        return new FamilyRow(chat, [.. images.SelectMany(image => image.Tiles).Select(Model.Processor.Normalize)]);
    }

    /// <summary>A file of objectives with the model that it is about, as "file|number".</summary>
    public static FamilyCase OpenObjective(string name)
    {
        string file = Repository.Golden($"objectives/{name.Split('|')[0]}");
        JsonElement head = JsonElement.Parse(File.ReadAllText(file));
        string model = Repository.Golden($"{head.GetProperty("base").GetString()}/model");
        JsonElement setting = head.GetProperty("settings")[int.Parse(name.Split('|')[1])];
        return new FamilyCase(Path.GetDirectoryName(file)!, model, head, setting, head.GetProperty("batch"));
    }

    private static FamilyCase Open(string folder, string model, string name)
    {
        JsonElement head = Read(folder);
        JsonElement json = head.GetProperty("cases").EnumerateArray()
            .Single(golden => golden.GetProperty("name").GetString() == name);
        return new FamilyCase(folder, model, head, json);
    }

    private static IEnumerable<string> Folders(string goldens) => Folders(goldens, "families").Where(Runs);

    private static IEnumerable<string> Folders(string goldens, string kind)
    {
        string root = Path.Combine(goldens, kind);
        return Directory.Exists(root) ? Directory.EnumerateDirectories(root).Order(StringComparer.Ordinal) : [];
    }

    private static bool Runs(string folder)
    {
        string config = Path.Combine(folder, "model", "config.json");
        return File.Exists(config)
            && ModelFamilies.Names.Contains(ConfigReader.Open(config).Text("model_type", "?"));
    }

    private static IEnumerable<string> Names(string folder, string kind) =>
        Read(folder).GetProperty("cases").EnumerateArray()
            .Where(golden => golden.GetProperty("kind").GetString() == kind)
            .Select(golden => $"{Path.GetFileName(folder)}|{golden.GetProperty("name").GetString()}");

    private static JsonElement Read(string folder) =>
        JsonElement.Parse(File.ReadAllText(Path.Combine(folder, "cases.json")));

    /// <summary>What the case sets otherwise than the folder's image processor.</summary>
    private static JsonElement? Changes(JsonElement json)
    {
        if (!json.TryGetProperty("processor", out JsonElement processor) || !processor.EnumerateObject().Any())
        {
            return null;
        }

        return processor.TryGetProperty("images_kwargs", out JsonElement images) ? images : processor;
    }

    private static TemporaryFolder Changed(string model, JsonElement changes)
    {
        TemporaryFolder copy = ModelCopy.OfFolder(model);
        string own = copy.At("preprocessor_config.json");
        bool joined = !File.Exists(own);
        ModelCopy.Edit(joined ? copy.At("processor_config.json") : own, json =>
        {
            JsonObject target = joined ? json["image_processor"]!.AsObject() : json;
            foreach (JsonProperty change in changes.EnumerateObject())
            {
                target[change.Name] = JsonNode.Parse(change.Value.GetRawText());
            }
        });
        return copy;
    }
}

/// <summary>A chat of a case.</summary>
internal sealed record FamilyRow(EncodedChat Chat, IReadOnlyList<PixelTile> Tiles)
{
    public EncodedExample Example => new(Chat, Tiles);
}

/// <summary>The chats of a case as one batch.</summary>
internal sealed record FamilyBatch(Tensor Ids, Tensor Mask, Tensor Positions, IReadOnlyList<PixelTile> Tiles);
