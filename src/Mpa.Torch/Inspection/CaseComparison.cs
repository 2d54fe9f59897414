using System.Text.Json;
using Mpa.Chats;
using Mpa.Imaging;
using Mpa.Models;
using Mpa.Torch.Checkpoints;
using Mpa.Torch.Families;
using Mpa.Torch.Generation;
using Mpa.Torch.Language;
using Mpa.Torch.Layers;
using Mpa.Torch.Tokenizers;
using Mpa.Torch.Vision.Processors;
using static TorchSharp.torch;

namespace Mpa.Torch.Inspection;

/// <summary>
/// Runs a forward case of a golden folder of format 2 (docs/guide/add-a-model.md) and tells by how much each stored
/// activation differs, in the order in which the network makes them: for whoever adds a family.
/// </summary>
public static class CaseComparison
{
    /// <summary>Names of the folder's forward cases that need no other settings than the model's own.</summary>
    /// <param name="folder">With cases.json and model/.</param>
    /// <exception cref="MpaException">There is no cases.json of this form.</exception>
    public static IReadOnlyList<string> Cases(string folder) => [.. Forward(folder).Select(NameOf)];

    /// <summary>Compares a case.</summary>
    /// <param name="folder">With cases.json and model/.</param>
    /// <param name="name">One of <see cref="Cases"/>.</param>
    /// <param name="images">Where the images lie that the case names.</param>
    /// <exception cref="MpaException">The model can't be loaded, or an image or a tensor is missing.</exception>
    public static IReadOnlyList<ComparedTensor> Run(string folder, string name, string images)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable inference = inference_mode();
        JsonElement golden = Forward(folder).Single(one => NameOf(one) == name);
        using LoadedModel model = LoadedModel.Load(Path.Combine(folder, "model"), WeightType.Float32);
        using SafetensorsFile expected = new(Path.Combine(folder, golden.GetProperty("file").GetString()!));
        Row[] rows = [.. golden.GetProperty("samples").EnumerateArray().Select(sample => Read(sample, model, images))];
        return Compare((Network)model.Network, rows, expected, PadsLeft(golden));
    }

    private static List<ComparedTensor> Compare(Network network, Row[] rows, SafetensorsFile expected, bool left)
    {
        ChatBatch batch = ChatBatch.Pad(
            [.. rows.Select(row => row.Chat)], paddingId: 0, left ? PaddingSide.Left : PaddingSide.Right);
        Tensor ids = tensor(batch.Ids).view(batch.Rows, batch.Columns); // [B, L]
        Tensor mask = tensor(batch.AttentionMask).view(batch.Rows, batch.Columns); // [B, L]
        PixelTile[] tiles = [.. rows.SelectMany(row => row.Tiles)];
        List<ComparedTensor> compared = [];
        Tensor? features = tiles.Length == 0 ? null : network.Features(tiles); // [image tokens, D]
        if (features is not null && expected.Entries.ContainsKey("projector"))
        {
            Tensor wanted = expected.Read("projector").view(-1, features.shape[1]); // [image tokens, D]
            compared.Add(Difference("image features", wanted, features));
        }

        network.Decoder.Seen = (layer, x) =>
        {
            if (expected.Entries.ContainsKey(layer))
            {
                compared.Add(Difference(layer, expected.Read(layer), x.mul(mask.unsqueeze(-1))));
            }
        };
        Tensor hidden = network.Hidden(
            network.Embed(ids, features), PaddedPositions.Of(batch), PaddedPositions.CausalMask(mask)); // [B, L, D]
        Tensor lse = network.Logits(hidden).logsumexp(-1); // [B, L]
        compared.Add(Difference("logits", expected.Read("logits_lse").mul(mask), lse.mul(mask)));
        return compared;
    }

    private static ComparedTensor Difference(string name, Tensor expected, Tensor actual)
    {
        if (!expected.shape.SequenceEqual(actual.shape))
        {
            throw new MpaException(
                $"{name} has the shape [{string.Join(", ", actual.shape)}], "
                + $"but the case stores [{string.Join(", ", expected.shape)}]");
        }

        return new ComparedTensor(name, expected.Plus(actual.neg()).abs().max().Value());
    }

    private static Row Read(JsonElement sample, LoadedModel model, string images)
    {
        ImageTiles[] tiles = [.. sample.GetProperty("images").EnumerateArray().Select(image => model.Processor.Process(
            ImageDecoder.Decode(
                Path.Combine(images, image.GetString()!), applyExif: true, colors: ImageColors.Converted)))];
        return new Row(
            model.Encoder.Encode(
                Turns(sample.GetProperty("messages")),
                [.. tiles.Select(image => image.Grid)],
                generationPrompt: true),
            [.. tiles.SelectMany(image => image.Tiles).Select(model.Processor.Normalize)]);
    }

    /// <summary>A case's messages, as transformers' chat templates take them.</summary>
    internal static IReadOnlyList<ChatTurn> Turns(JsonElement messages) => [.. messages.EnumerateArray().Select(Turn)];

    private static ChatTurn Turn(JsonElement message) => new(
        Enum.Parse<ChatRole>(message.GetProperty("role").GetString()!, ignoreCase: true),
        message.GetProperty("content") is { ValueKind: JsonValueKind.String } text
            ? [ChatPart.OfText(text.GetString()!)]
            : [.. message.GetProperty("content").EnumerateArray().Select(Part)]);

    private static ChatPart Part(JsonElement part) => part.GetProperty("type").GetString() == "image"
        ? ChatPart.Image
        : ChatPart.OfText(part.GetProperty("text").GetString()!);

    private static IEnumerable<JsonElement> Forward(string folder)
    {
        JsonElement root = JsonFile.Parse(Path.Combine(folder, "cases.json")).RootElement;
        return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("format", out JsonElement format)
            && format.ToString() == "2"
            ? root.GetProperty("cases").EnumerateArray().Where(IsPlainForward)
            : throw new MpaException(
                $"{folder}: its cases.json is not of format 2; docs/guide/add-a-model.md tells how one is made.");
    }

    private static bool IsPlainForward(JsonElement golden) =>
        golden.GetProperty("kind").GetString() == "forward"
        && golden.GetProperty("add_generation_prompt").GetBoolean()
        && !golden.GetProperty("processor").EnumerateObject().Any();

    private static string NameOf(JsonElement golden) => golden.GetProperty("name").GetString()!;

    private static bool PadsLeft(JsonElement golden) =>
        golden.GetProperty("padding_side") is { ValueKind: JsonValueKind.String } side && side.GetString() == "left";

    private sealed record Row(EncodedChat Chat, IReadOnlyList<PixelTile> Tiles);
}

/// <summary>An activation of a case.</summary>
/// <param name="Name">Such as "hidden_2": what the second decoder layer gave; the last is after the final norm.</param>
/// <param name="Largest">Largest difference from the stored one.</param>
public sealed record ComparedTensor(string Name, double Largest);
