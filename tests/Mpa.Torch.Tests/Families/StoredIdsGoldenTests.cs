using System.Text.Json;
using System.Text.Json.Nodes;
using Mpa.Models;
using Mpa.Torch.Checkpoints;
using Mpa.Torch.Generation;
using Mpa.Torch.Language;
using Mpa.Torch.Lora;
using Mpa.Torch.Tests.Golden;
using Mpa.Torch.Tests.Training;
using Mpa.Torch.Tokenizers;
using Mpa.Torch.Training;
using Mpa.Torch.Vision.Processors;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Generator = Mpa.Torch.Generation.Generator;

namespace Mpa.Torch.Tests.Families;

/// <summary>The cases of format 1 of InternVL2, LLaVA-1.5 and TinyLLaVA.</summary>
public sealed class StoredIdsGoldenTests
{
    private const double Tolerance = 1e-4;
    private const double NoiseFloor = 1e-5; // of the largest gradient's norm

    public static IEnumerable<TheoryDataRow<string>> Forward => StoredIdsCase.Find("forward");

    public static IEnumerable<TheoryDataRow<string>> Generate => StoredIdsCase.Find("generate");

    public static IEnumerable<TheoryDataRow<string>> Loss => StoredIdsCase.Find("loss");

    public static IEnumerable<TheoryDataRow<string>> Train => StoredIdsCase.Find("train");

    public static IEnumerable<TheoryDataRow<string>> LoraLogits =>
        StoredIdsCase.Find("lora", golden => golden.TryGetProperty("expected", out _));

    public static IEnumerable<TheoryDataRow<string>> LoraTraining =>
        StoredIdsCase.Find("lora", golden => golden.TryGetProperty("train", out _)
            || golden.TryGetProperty("final_norms", out _));

    [Theory]
    [MemberData(nameof(Forward))]
    public void Features_and_logits_equal_the_public_implementation(string name)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable inference = inference_mode();
        using StoredIdsCase golden = StoredIdsCase.Open(name);
        using SafetensorsFile expected = golden.Expected();
        IReadOnlyList<EncodedExample> rows = golden.Rows();
        PixelTile[] tiles = [.. rows.SelectMany(row => row.Tiles)];
        string? features = new[] { "projector", "projected" }.FirstOrDefault(expected.Entries.ContainsKey);
        if (features is not null)
        {
            Near.Equal(
                expected.Read(features).view(-1, golden.Network.Text.HiddenSize),
                golden.Network.Features(tiles),
                Tolerance,
                features);
        }

        if (expected.Entries.ContainsKey("vision_features"))
        {
            Near.Equal(expected.Read("vision_features"), golden.Network.Vision.Forward(tiles), Tolerance, "tower");
        }

        golden.Network.Decoder.Seen = (layer, x) =>
        {
            if (expected.Entries.ContainsKey($"lm_{layer}"))
            {
                Tensor wanted = expected.Read($"lm_{layer}"); // [1, L, D]
                Near.Equal(wanted, x, Tolerance * Math.Max(1, wanted.abs().max().item<float>()), layer);
            }
        };
        CheckLogits(golden, rows, "");
    }

    [Theory]
    [MemberData(nameof(Generate))]
    public void A_batch_writes_the_tokens_of_the_public_implementation(string name)
    {
        using StoredIdsCase golden = StoredIdsCase.Open(name);
        SamplingOptions sampling = new(
            golden.Json.GetProperty("max_new_tokens").GetInt32(),
            MinNewTokens: golden.Json.GetProperty("min_new_tokens").GetInt32());
        int[] ends = [golden.Json.GetProperty("eos_token_id").GetInt32()];
        Generator generator = new(golden.Network, golden.Model.Encoder.Tokenizer, ends);
        GenerationPrompt[] prompts = [.. golden.Rows().Select(row => new GenerationPrompt(
            row.Chat, row.Tiles.Count == 0 ? [] : [Features(golden, row)], sampling))];

        IReadOnlyList<GeneratedReply> replies = generator.Run(prompts, TestContext.Current.CancellationToken);

        Assert.Equal(NewTokens(golden.Json, ends), replies.Select(reply => reply.Tokens.ToArray()));
        Array.ForEach(prompts, prompt => prompt.Features.ToList().ForEach(features => features.Dispose()));
    }

    [Theory]
    [MemberData(nameof(Loss))]
    public void Loss_and_gradients_equal_the_public_implementation(string name)
    {
        using IDisposable scope = NewDisposeScope();
        using StoredIdsCase golden = StoredIdsCase.Open(name);

        Tensor loss = AnswerLoss.Of(golden.Network, Batch(golden, golden.Json));
        loss.backward();

        Near.Relative(golden.Json.GetProperty("loss").GetDouble(), loss.item<float>(), 1e-5, "loss");
        Dictionary<string, Parameter> parameters = golden.Network.Parameters.ToDictionary(p => p.Name, p => p.Value);
        JsonProperty[] gradients = [.. golden.Object("grads").EnumerateObject()
            .Where(gradient => gradient.Value.ValueKind == JsonValueKind.Array)];
        double noise = gradients.Max(gradient => gradient.Value[0].GetDouble()) * NoiseFloor;
        Assert.All(gradients.Where(gradient => gradient.Value[0].GetDouble() > noise), gradient => Near.Relative(
            gradient.Value[0].GetDouble(),
            parameters[gradient.Name].grad!.norm().item<float>(),
            1e-3,
            gradient.Name));
    }

    [Theory]
    [MemberData(nameof(Train))]
    public void Eight_steps_of_training_equal_the_public_implementation(string name)
    {
        using StoredIdsCase golden = StoredIdsCase.Open(name);
        JsonElement loss = golden.BatchCase();

        GoldenTraining.Check(
            golden.Network,
            ParameterGroup.Whole(golden.Network, GoldenTraining.Peak),
            Batch(golden, loss),
            Steps(golden.Json, golden.Object("final_norms")),
            Noise(golden, loss));
    }

    [Theory]
    [MemberData(nameof(LoraLogits))]
    public void Logits_with_an_adapter_and_after_merging_equal_the_public_implementation(string name)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using StoredIdsCase golden = StoredIdsCase.Open(name);
        using LoraAdapters adapters = LoraAdapters.Load(golden.Network, golden.At("lora"));
        IReadOnlyList<EncodedExample> rows = golden.Rows(LogitsCase(golden));

        CheckLogits(golden, rows, "adapter_");
        adapters.Merge();
        CheckLogits(golden, rows, "merged_");
    }

    [Theory]
    [MemberData(nameof(LoraTraining))]
    public void Eight_steps_of_adapter_training_equal_the_public_implementation(string name)
    {
        using StoredIdsCase golden = StoredIdsCase.Open(name);
        using LoraAdapters adapters = LoraAdapters.Load(golden.Network, golden.At("lora"));
        JsonElement training = golden.Json.TryGetProperty("train", out JsonElement own) ? own : golden.Json;
        JsonElement norms = golden.Object("final_norms");
        string[] names = [.. norms.EnumerateObject().Select(norm => norm.Name)];
        (string, Parameter)[] renamed = [.. adapters.Parameters.Select(adapter => (
            names.Single(name => FromLayer(name) == FromLayer(adapter.Name)), adapter.Value))];

        GoldenTraining.Check(
            golden.Network,
            new ParameterGroup("adapters", GoldenTraining.Peak, renamed),
            Batch(golden, golden.BatchCase()),
            Steps(training, norms));
    }

    private static TrainingBatch Batch(StoredIdsCase golden, JsonElement loss) =>
        TrainingBatch.Collate([.. golden.Rows(loss)], paddingId: 0);

    private static string FromLayer(string name) => name[name.IndexOf("layers.", StringComparison.Ordinal)..];

    /// <summary>InternVL2's case names a prompt and holds only logits.</summary>
    private static JsonElement LogitsCase(StoredIdsCase golden)
    {
        JsonObject json = JsonNode.Parse(golden.Json.GetRawText())!.AsObject();
        if (json.ContainsKey("prompt"))
        {
            json.Remove("expected");
        }

        return JsonElement.Parse(json.ToJsonString());
    }

    private static void CheckLogits(StoredIdsCase golden, IReadOnlyList<EncodedExample> rows, string prefix)
    {
        using SafetensorsFile expected = golden.Expected();
        bool left = golden.Json.TryGetProperty("padding_side", out JsonElement side)
            ? side.GetString() == "left"
            : golden.Json.GetProperty("name").GetString()!.EndsWith("left", StringComparison.Ordinal);
        ChatBatch padded = ChatBatch.Pad(
            [.. rows.Select(row => row.Chat)], paddingId: 0, left ? PaddingSide.Left : PaddingSide.Right);
        Tensor ids = tensor(padded.Ids).view(padded.Rows, padded.Columns); // [B, L]
        Tensor mask = tensor(padded.AttentionMask).view(padded.Rows, padded.Columns); // [B, L]
        PixelTile[] tiles = [.. rows.SelectMany(row => row.Tiles)];
        Tensor embeds = golden.Network.Embed(ids, tiles.Length == 0 ? null : golden.Network.Features(tiles));
        Tensor hidden = golden.Network.Hidden(embeds, PaddedPositions.Of(padded), PaddedPositions.CausalMask(mask));
        Tensor logits = golden.Network.Logits(hidden); // [B, L, V]
        if (left || rows.Count == 1)
        {
            LogitsSummary.Check(expected, prefix, logits, mask, Tolerance);
            return;
        }

        // Padded on the right, these cases hold the last columns, padding and all.
        Tensor last = expected.Read(prefix + "logits_last"); // [B, k, V]
        Tensor shown = logits.mul(mask.unsqueeze(-1)).narrow(1, logits.shape[1] - last.shape[1], last.shape[1]);
        Near.Equal(last, shown, Tolerance, "last logits");
    }

    private static Tensor Features(StoredIdsCase golden, EncodedExample row)
    {
        using IDisposable inference = inference_mode();
        return golden.Network.Features(row.Tiles).DetachFromDisposeScope(); // [image tokens, D]
    }

    /// <summary>The new tokens of each row, up to and with its end token.</summary>
    private static IEnumerable<int[]> NewTokens(JsonElement json, int[] ends)
    {
        JsonElement tokens = json.TryGetProperty("new_token_ids", out JsonElement ids)
            ? ids
            : json.GetProperty("new_tokens");
        JsonElement[] rows = tokens[0].ValueKind == JsonValueKind.Array ? [.. tokens.EnumerateArray()] : [tokens];
        foreach (JsonElement row in rows)
        {
            int[] all = [.. row.EnumerateArray().Select(id => id.GetInt32())];
            int end = Array.FindIndex(all, ends.Contains);
            yield return end < 0 ? all : all[..(end + 1)];
        }
    }

    private static HashSet<string> Noise(StoredIdsCase golden, JsonElement loss)
    {
        JsonElement grads = loss.GetProperty("grads") is { ValueKind: JsonValueKind.String } file
            ? JsonElement.Parse(File.ReadAllText(golden.At(file.GetString()!)))
            : loss.GetProperty("grads");
        JsonProperty[] all = [.. grads.EnumerateObject().Where(g => g.Value.ValueKind == JsonValueKind.Array)];
        double floor = all.Max(gradient => gradient.Value[0].GetDouble()) * NoiseFloor;
        IEnumerable<string> unused = loss.TryGetProperty("no_grad", out JsonElement none)
            ? none.EnumerateArray().Select(name => name.GetString()!)
            : [];
        HashSet<string> own = [.. golden.Network.Parameters.Select(parameter => parameter.Name)];
        return
        [
            .. all.Where(gradient => gradient.Value[0].GetDouble() <= floor).Select(gradient => gradient.Name),
            .. unused.Where(name => !own.Contains(name)), // SigLIP's pooling head
        ];
    }

    /// <summary>Losses, norms and rates in lists, in the form of the other cases.</summary>
    private static JsonElement Steps(JsonElement training, JsonElement norms)
    {
        JsonElement[] losses = [.. training.GetProperty("loss").EnumerateArray()];
        JsonArray steps = [.. losses.Select((loss, i) => (JsonNode)new JsonObject
        {
            ["loss"] = loss.GetDouble(),
            ["grad_norm"] = training.GetProperty("grad_norm")[i].GetDouble(),
            ["lr"] = training.GetProperty("lr")[i].GetDouble(),
        })];
        return JsonElement.Parse(new JsonObject
        {
            ["steps"] = steps,
            ["loss_after"] = training.GetProperty("loss_after").GetDouble(),
            ["final_norms"] = JsonNode.Parse(norms.GetRawText()),
        }.ToJsonString());
    }
}
