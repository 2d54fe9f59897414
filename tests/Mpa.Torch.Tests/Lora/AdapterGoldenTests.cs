using System.Text.Json;
using Mpa.Models;
using Mpa.Testing;
using Mpa.Torch.Checkpoints;
using Mpa.Torch.Generation;
using Mpa.Torch.Lora;
using Mpa.Torch.Tests.Golden;
using Mpa.Torch.Tests.Training;
using Mpa.Torch.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Mpa.Torch.Tests.Lora;

/// <summary>Every kind of adapter of the goldens, on the model that it belongs to.</summary>
public sealed class AdapterGoldenTests
{
    public static IEnumerable<TheoryDataRow<string>> Adapters => FamilyCase.FindAdapters("adapter");

    public static IEnumerable<TheoryDataRow<string>> Trainings => FamilyCase.FindAdapters("train");

    [Theory]
    [MemberData(nameof(Adapters))]
    public void Logits_attached_and_merged_equal_the_public_implementation(string name)
    {
        using FamilyCase golden = FamilyCase.OpenAdapter(name);
        string[] folders = Folders(golden);
        if (RefusedAsPickle(golden, folders[0]))
        {
            return;
        }

        LoraAdapters[] adapters = [.. folders.Select(folder => LoraAdapters.Load(golden.Network, folder))];
        CheckLogits(golden, "adapter_");
        Array.ForEach(adapters, adapter => adapter.Merge());
        CheckLogits(golden, HeadIsParted(golden) ? "adapter_" : "merged_");
        Array.ForEach(adapters, adapter => adapter.Dispose());
    }

    [Theory]
    [MemberData(nameof(Adapters))]
    public void A_detached_adapter_leaves_the_model_as_it_was(string name)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using FamilyCase golden = FamilyCase.OpenAdapter(name);
        string[] folders = Folders(golden);
        if (RefusedAsPickle(golden, folders[0]))
        {
            return;
        }

        FamilyBatch batch = golden.Batch(golden.Rows());
        Tensor before = golden.Logits(batch);
        using (LoraAdapters adapter = LoraAdapters.Load(golden.Network, folders[0]))
        {
            Tensor attached = golden.Logits(batch);
            adapter.Switch(on: false);
            Near.Equal(before, golden.Logits(batch), 0, "detached");
            adapter.Switch(on: true);
            Near.Equal(attached, golden.Logits(batch), 0, "attached again");
        }

        Near.Equal(before, golden.Logits(batch), 0, "let go");
    }

    [Theory]
    [MemberData(nameof(Trainings))]
    public void Eight_steps_of_training_equal_the_public_implementation(string name)
    {
        using FamilyCase golden = FamilyCase.OpenAdapter(name);
        string folder = Assert.Single(Folders(golden));
        if (RefusedAsPickle(golden, folder))
        {
            return;
        }

        TrainingBatch batch = TrainingBatch.Collate([.. golden.Rows().Select(row => row.Example)], paddingId: 0);
        using LoraAdapters adapters = LoraAdapters.Load(golden.Network, folder);
        string[] norms = [.. golden.Json.GetProperty("norms").EnumerateObject().Select(norm => norm.Name)];
        Assert.Equal(
            norms.Select(AdapterNames.Canonical).Order(),
            adapters.Parameters.Select(p => AdapterNames.Canonical(p.Name)).Order());
        ParameterGroup group = new("adapters", GoldenTraining.Peak, Renamed(adapters.Parameters, norms));
        GoldenTraining.Check(golden.Network, group, batch, golden.Json);
    }

    [Theory]
    [InlineData("lora-bias", WeightType.BFloat16)]
    [InlineData("lora-bias", WeightType.Int8)]
    [InlineData("trainable-tokens-qwen", WeightType.BFloat16)]
    [InlineData("trainable-tokens-qwen", WeightType.Int8)]
    public void An_adapter_works_on_weights_of_fewer_bits_too(string name, WeightType weights)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using LoadedModel model = LoadedModel.Load(Repository.Golden("models/qwen2vl-tiny/model"), weights);
        Tensor ids = tensor(Enumerable.Range(390, 16).Select(id => (long)id).ToArray()).view(1, 16); // [1, L]
        Tensor positions = arange(16, ScalarType.Int64).view(1, 1, 16).expand(3, 1, 16); // [3, 1, L]
        Tensor Logits() => model.Network.Logits(
            model.Network.Hidden(model.Network.Embed(ids, null), positions, mask: null)); // [1, L, V]
        Tensor before = Logits();

        using (LoraAdapters.Load(model.Network, Repository.Golden($"adapters/{name}")))
        {
            Assert.False(before.equal(Logits()).all().item<bool>());
        }

        Near.Equal(before, Logits(), 0, "let go");
    }

    private static string[] Folders(FamilyCase golden)
    {
        JsonElement adapter = golden.Json.GetProperty("adapter");
        JsonElement[] all = adapter.ValueKind == JsonValueKind.Array ? [.. adapter.EnumerateArray()] : [adapter];
        return [.. all.Select(one => Path.Combine(golden.Folder, one.GetString()!))];
    }

    /// <summary>A folder that holds a pickle alone is refused by its name, with what to do.</summary>
    private static bool RefusedAsPickle(FamilyCase golden, string folder)
    {
        if (!File.Exists(Path.Combine(folder, "adapter_model.bin")))
        {
            return false;
        }

        string message = Assert.Throws<MpaException>(() => LoraAdapters.Load(golden.Network, folder)).Message;
        Assert.Contains("adapter_model.bin", message);
        Assert.Contains("safe_serialization=True", message);
        return true;
    }

    /// <summary>
    /// PEFT merges the table's update into a head that shares its weights, once too often or though the head should not
    /// have it (the cases' notes): a right merge gives what the attached adapter gives.
    /// </summary>
    private static bool HeadIsParted(FamilyCase golden) =>
        golden.Head.GetProperty("tied_head").GetBoolean()
        && golden.Json.TryGetProperty("adapter_shapes", out JsonElement shapes)
        && shapes.EnumerateObject().Any(shape => shape.Name.Contains("lora_embedding", StringComparison.Ordinal));

    private static void CheckLogits(FamilyCase golden, string prefix)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using SafetensorsFile expected = golden.Expected();
        FamilyBatch batch = golden.Batch(golden.Rows());
        LogitsSummary.Check(expected, prefix, golden.Logits(batch), batch.Mask, golden.Tolerance);
    }

    /// <summary>Each tensor under the golden's name of it.</summary>
    private static (string Name, Parameter Value)[] Renamed(
        IReadOnlyList<(string Name, Parameter Value)> trained, string[] norms) =>
    [
        .. norms.Select(norm => (
            GoldenTraining.PlainName(norm),
            trained.Single(p => AdapterNames.Canonical(p.Name) == AdapterNames.Canonical(norm)).Value)),
    ];
}
