using System.Text.Json;
using Mpa.Models;
using Mpa.Torch.Checkpoints;
using Mpa.Torch.Generation;
using Mpa.Torch.Lora;
using Mpa.Torch.Tests.Golden;
using Mpa.Torch.Tests.Tokenizers;
using Mpa.Torch.Tests.Training;
using Mpa.Torch.Training;
using Mpa.Torch.Vision.Processors;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Generator = Mpa.Torch.Generation.Generator;

namespace Mpa.Torch.Tests.Families;

/// <summary>Every case of format 2, of every family: no family has test code of its own.</summary>
public sealed class FamilyGoldenTests
{
    // Of the largest gradient's norm.
    private const double NoiseFloor = 1e-5;

    public static IEnumerable<TheoryDataRow<string>> Preprocess => FamilyCase.Find("preprocess");

    public static IEnumerable<TheoryDataRow<string>> Prompt => FamilyCase.Find("prompt");

    public static IEnumerable<TheoryDataRow<string>> Forward => FamilyCase.Find("forward");

    public static IEnumerable<TheoryDataRow<string>> Generate => FamilyCase.Find("generate");

    public static IEnumerable<TheoryDataRow<string>> Loss => FamilyCase.Find("loss");

    public static IEnumerable<TheoryDataRow<string>> Train => FamilyCase.Find("train");

    public static IEnumerable<TheoryDataRow<string>> Lora => FamilyCase.Find("lora");

    [Theory]
    [MemberData(nameof(Preprocess))]
    public void The_pixels_of_an_image_equal_the_official_processors(string name)
    {
        using FamilyCase golden = FamilyCase.Open(name);
        IImageProcessor processor = golden.Model.Processor;
        ImageTiles tiles = processor.Process(golden.Image(golden.Json.GetProperty("image").GetString()!));
        float[] values = [.. tiles.Tiles.SelectMany(tile => processor.Normalize(tile).Values)];
        using SafetensorsFile expected = golden.Expected();

        long[] shape = [.. golden.Json.GetProperty("shapes").GetProperty("pixel_values").EnumerateArray()
            .Select(size => size.GetInt64())];
        Assert.Equal(shape.Aggregate(1L, (count, size) => count * size), values.Length);
        if (expected.Entries.ContainsKey("pixel_values"))
        {
            Assert.Equal(expected.Read("pixel_values").data<float>().ToArray(), values);
            return;
        }

        long[] places = expected.Read("pixel_values.at").data<long>().ToArray();
        Assert.Equal(
            expected.Read("pixel_values.values").data<float>().ToArray(), places.Select(place => values[place]));
    }

    [Theory]
    [MemberData(nameof(Preprocess))]
    public void A_plan_alone_tells_the_tiles_of_an_image(string name)
    {
        using FamilyCase golden = FamilyCase.Open(name);
        var image = golden.Image(golden.Json.GetProperty("image").GetString()!);
        ImagePlan plan = golden.Model.Processor.Plan(image.Width, image.Height);
        ImageTiles tiles = golden.Model.Processor.Process(image);

        Assert.Equal(tiles.Grid, plan.Grid);
        Assert.Equal(tiles.Tiles.Select(tile => (tile.Width, tile.Height)), plan.Tiles);
        Assert.Equal(
            tiles.Tiles.Sum(tile => golden.Network.Tokens(golden.Model.Processor.Normalize(tile))),
            plan.Tiles.Sum(tile => golden.Network.Description.TokensOf(tile.Width, tile.Height)));
    }

    [Theory]
    [MemberData(nameof(Prompt))]
    public void A_chat_becomes_the_official_ids(string name)
    {
        using FamilyCase golden = FamilyCase.Open(name);
        FamilyBatch batch = golden.Batch(golden.Rows());

        Near.Equal(Runs(golden.Json, "attention_mask"), batch.Mask, 0, "attention mask");
        Tensor real = batch.Mask.to_type(ScalarType.Bool); // [B, L]
        Near.Equal(
            Runs(golden.Json, "input_ids").masked_select(real), batch.Ids.masked_select(real), 0, "ids");
    }

    [Theory]
    [MemberData(nameof(Forward))]
    public void Every_layer_and_the_logits_equal_the_public_implementation(string name)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable inference = inference_mode();
        using FamilyCase golden = FamilyCase.Open(name);
        using SafetensorsFile expected = golden.Expected();
        FamilyBatch batch = golden.Batch(golden.Rows());
        Tensor real = batch.Mask.unsqueeze(-1); // [B, L, 1]
        golden.Network.Decoder.Seen = (layer, x) =>
        {
            if (expected.Entries.ContainsKey(layer))
            {
                Near.Equal(expected.Read(layer).mul(real), x.mul(real), golden.Tolerance, layer);
            }
        };

        if (expected.Entries.ContainsKey("projector"))
        {
            Near.Equal(
                golden.InImageOrder(expected.Read("projector"), batch.Tiles),
                golden.Network.Features(batch.Tiles),
                golden.Tolerance,
                "image features");
        }

        LogitsSummary.Check(expected, "", golden.Logits(batch), batch.Mask, golden.Tolerance);
    }

    [Theory]
    [MemberData(nameof(Generate))]
    public void A_batch_and_each_row_alone_write_the_tokens_of_the_public_implementation(string name)
    {
        using FamilyCase golden = FamilyCase.Open(name);
        int[][] expected = [.. golden.Json.GetProperty("new_ids").EnumerateArray()
            .Select(row => ChatCase.ReadRuns(row).ToArray())];
        SamplingOptions sampling = new(
            golden.Json.GetProperty("max_new_tokens").GetInt32(),
            MinNewTokens: golden.Json.GetProperty("min_new_tokens").GetInt32(),
            RepetitionPenalty: golden.Json.GetProperty("repetition_penalty").GetDouble());
        int[] ends = [.. golden.Json.GetProperty("eos_token_id").EnumerateArray().Select(id => id.GetInt32())];
        Generator generator = new(golden.Network, golden.Model.Encoder.Tokenizer, ends);
        GenerationPrompt[] prompts = [.. golden.Rows().Select(row => new GenerationPrompt(
            row.Chat, row.Tiles.Count == 0 ? [] : [Features(golden, row)], sampling))];

        CancellationToken cancellation = TestContext.Current.CancellationToken;
        Assert.Equal(expected, generator.Run(prompts, cancellation).Select(reply => reply.Tokens.ToArray()));
        Assert.All(prompts.Zip(expected), pair =>
            Assert.Equal(pair.Second, Assert.Single(generator.Run([pair.First], cancellation)).Tokens));
        Array.ForEach(prompts, prompt => prompt.Features.ToList().ForEach(features => features.Dispose()));
    }

    [Theory]
    [MemberData(nameof(Loss))]
    public void Loss_and_gradients_equal_the_public_implementation(string name)
    {
        using IDisposable scope = NewDisposeScope();
        using FamilyCase golden = FamilyCase.Open(name);
        TrainingBatch batch = TrainingBatch.Collate([.. golden.Rows().Select(row => row.Example)], paddingId: 0);
        Assert.Equal(Runs(golden.Json, "labels").data<long>().ToArray(), batch.Chats.Labels);

        Tensor loss = AnswerLoss.Of(golden.Network, batch);
        loss.backward();

        Near.Relative(golden.Json.GetProperty("loss").GetDouble(), loss.item<float>(), 1e-5, "loss");
        Dictionary<string, Parameter> parameters = golden.Parameters().ToDictionary(p => p.Name, p => p.Value);
        JsonProperty[] gradients = [.. golden.Json.GetProperty("grads").EnumerateObject()];
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
        using FamilyCase golden = FamilyCase.Open(name);
        TrainingBatch batch = TrainingBatch.Collate([.. golden.Rows().Select(row => row.Example)], paddingId: 0);

        // Parameters whose true gradient is zero (the tower's k_proj.bias): what Adam makes of rounding says nothing.
        JsonProperty[] gradients = [.. golden.Sibling("loss").GetProperty("grads").EnumerateObject()];
        double noise = gradients.Max(gradient => gradient.Value[0].GetDouble()) * NoiseFloor;
        GoldenTraining.Check(
            golden.Network,
            new ParameterGroup("model", GoldenTraining.Peak, golden.Parameters()),
            batch,
            golden.Json,
            gradients.Where(gradient => gradient.Value[0].GetDouble() <= noise).Select(g => g.Name).ToHashSet());
    }

    [Theory]
    [MemberData(nameof(Lora))]
    public void An_adapter_attached_merged_and_trained_equals_the_public_implementation(string name)
    {
        using FamilyCase golden = FamilyCase.Open(name);
        string folder = Path.Combine(golden.Folder, golden.Json.GetProperty("adapter").GetString()!);
        JsonElement training = golden.Json.GetProperty("training");
        EncodedExample[] examples = [.. golden.Rows(training).Select(row => row.Example)];
        TrainingBatch batch = TrainingBatch.Collate(examples, paddingId: 0);
        using (LoraAdapters trained = LoraAdapters.Load(golden.Network, folder))
        {
            CheckLogits(golden, "adapter_");
            string[] names = [.. training.GetProperty("norms").EnumerateObject().Select(norm => norm.Name)];
            ParameterGroup group = new("adapters", GoldenTraining.Peak, Renamed(trained.Parameters, names));
            GoldenTraining.Check(golden.Network, group, batch, training);
        }

        using LoraAdapters adapters = LoraAdapters.Load(golden.Network, folder);
        adapters.Merge();
        CheckLogits(golden, "merged_");
    }

    private static void CheckLogits(FamilyCase golden, string prefix)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using SafetensorsFile expected = golden.Expected();
        FamilyBatch batch = golden.Batch(golden.Rows());
        LogitsSummary.Check(expected, prefix, golden.Logits(batch), batch.Mask, golden.Tolerance);
    }

    /// <summary>Each adapter under the one of the names that ends as its own does, from its layer on.</summary>
    private static IReadOnlyList<(string Name, Parameter Value)> Renamed(
        IReadOnlyList<(string Name, Parameter Value)> adapters, string[] names) =>
    [
        .. adapters.Select(adapter => (
            names.Select(name => name.Replace(".default.", "."))
                .Single(name => FromLayer(name) == FromLayer(adapter.Name)),
            adapter.Value)),
    ];

    private static string FromLayer(string name) => name[name.IndexOf("layers.", StringComparison.Ordinal)..];

    private static Tensor Features(FamilyCase golden, FamilyRow row)
    {
        using IDisposable inference = inference_mode();
        return golden.Network.Features(row.Tiles).DetachFromDisposeScope(); // [image tokens, D]
    }

    /// <summary>Rows of numbers, runs of one written as a pair, as a tensor [B, L].</summary>
    private static Tensor Runs(JsonElement json, string key)
    {
        long[][] rows = [.. json.GetProperty(key).EnumerateArray()
            .Select(row => ChatCase.ReadRuns(row).Select(id => (long)id).ToArray())];
        return tensor(rows.SelectMany(row => row).ToArray()).view(rows.Length, -1);
    }
}
