using Mpa.Testing;
using Mpa.Torch.Checkpoints;
using Mpa.Torch.Lora;
using Mpa.Torch.Tests.Golden;
using Mpa.Torch.Tests.Training;
using Mpa.Torch.Training;
using static TorchSharp.torch;

namespace Mpa.Torch.Tests.Lora;

public sealed class LoraTests
{
    public static IEnumerable<TheoryDataRow<string>> Cases => GoldenCase.Find("lora", GoldenCase.AllFamilies);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Logits_with_the_adapter_and_after_merging_equal_the_public_implementation(string name)
    {
        using GoldenChats golden = new(name);
        using IDisposable scope = NewDisposeScope();
        using SafetensorsFile expected = golden.Golden.Expected();
        using LoraAdapters adapters = LoraAdapters.Load(golden.Parts.Network, AdapterFolder(golden.Golden));

        // Two ways in which the goldens name the two.
        bool prefixed = expected.Entries.ContainsKey("adapter.logits_lse");
        GoldenForward.CheckLogits(golden, expected, prefixed ? "adapter." : "");
        adapters.Merge();
        GoldenForward.CheckLogits(golden, expected, prefixed ? "merged." : "merged_");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Eight_steps_of_adapter_training_equal_the_public_implementation(string name)
    {
        GoldenCase golden = GoldenCase.Named(name);
        using GoldenChats loss = new(golden.Sibling("loss").Name);
        using LoraAdapters adapters = LoraAdapters.Load(loss.Parts.Network, AdapterFolder(golden));

        if (golden.Has("trainable_parameters"))
        {
            long trainable = golden.Json.GetProperty("trainable_parameters").GetInt64();
            Assert.Equal(trainable, adapters.Parameters.Sum(p => p.Value.numel()));
        }

        ParameterGroup trained = new("adapters", GoldenTraining.Peak, adapters.Parameters);
        GoldenTraining.Check(loss.Parts.Network, trained, loss.Batch(), golden.Json.GetProperty("train"));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_saved_adapter_is_read_back_the_same(string name)
    {
        using GoldenChats golden = new(name);
        using TemporaryFolder folder = new();
        using LoraAdapters adapters = LoraAdapters.Load(golden.Parts.Network, AdapterFolder(golden.Golden));
        adapters.Save(folder.Root, "base");

        using SafetensorsFile original = new(Path.Combine(AdapterFolder(golden.Golden), "adapter_model.safetensors"));
        using SafetensorsFile saved = new(folder.At("adapter_model.safetensors"));
        Assert.Equal(original.Entries.Keys.Order(), saved.Entries.Keys.Order());
        Assert.All(saved.Entries.Keys, key => Near.Equal(original.Read(key), saved.Read(key), 0, key));
    }

    private static string AdapterFolder(GoldenCase golden) =>
        Path.Combine(golden.Folder, golden.Json.GetProperty("adapter").GetString()!);
}
