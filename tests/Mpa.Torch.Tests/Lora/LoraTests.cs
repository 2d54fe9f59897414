using Mpa.Torch.Checkpoints;
using Mpa.Torch.Families.Idefics3;
using Mpa.Torch.Language;
using Mpa.Torch.Layers;
using Mpa.Torch.Lora;
using Mpa.Torch.Tests.Golden;
using Mpa.Torch.Tests.Training;
using static TorchSharp.torch;

namespace Mpa.Torch.Tests.Lora;

public sealed class LoraTests
{
    public static IEnumerable<TheoryDataRow<string>> Cases => GoldenCase.Find("lora", "idefics3", "smolvlm");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Logits_with_the_adapter_and_after_merging_equal_the_public_implementation(string name)
    {
        GoldenCase golden = GoldenCase.Named(name);
        using IDisposable scope = NewDisposeScope();
        using SafetensorsFile expected = golden.Expected();
        Idefics3Model model = Idefics3Model.Load(golden.ModelFolder, TensorPlace.Cpu);
        LoraAdapters adapters = LoraAdapters.Load(model, AdapterFolder(golden));

        LogitsSummary.Check(expected, "adapter.", Logits(model, golden, expected), ones_like(expected.Read("input_ids")), 1e-4);
        adapters.Merge();
        LogitsSummary.Check(expected, "merged.", Logits(model, golden, expected), ones_like(expected.Read("input_ids")), 1e-4);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Eight_steps_of_adapter_training_equal_the_public_implementation(string name)
    {
        GoldenCase golden = GoldenCase.Named(name);
        Idefics3Model model = Idefics3Model.Load(golden.ModelFolder, TensorPlace.Cpu);
        LoraAdapters adapters = LoraAdapters.Load(model, AdapterFolder(golden));

        Assert.Equal(golden.Json.GetProperty("trainable_parameters").GetInt64(), adapters.Parameters.Sum(p => p.Value.numel()));
        GoldenTraining.Check(model, adapters.Parameters, golden.Sibling("loss"), golden.Json.GetProperty("train"));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_saved_adapter_is_read_back_the_same(string name)
    {
        GoldenCase golden = GoldenCase.Named(name);
        string folder = Directory.CreateTempSubdirectory("mpa-lora").FullName;
        Idefics3Model model = Idefics3Model.Load(golden.ModelFolder, TensorPlace.Cpu);
        LoraAdapters.Load(model, AdapterFolder(golden)).Save(folder, "base");

        using SafetensorsFile original = new(Path.Combine(AdapterFolder(golden), "adapter_model.safetensors"));
        using SafetensorsFile saved = new(Path.Combine(folder, "adapter_model.safetensors"));
        Assert.Equal(original.Entries.Keys.Order(), saved.Entries.Keys.Order());
        Assert.All(saved.Entries.Keys, key => Near.Equal(original.Read(key), saved.Read(key), 0, key));
        Directory.Delete(folder, recursive: true);
    }

    private static string AdapterFolder(GoldenCase golden) => Path.Combine(golden.Folder, golden.Json.GetProperty("adapter").GetString()!);

    private static Tensor Logits(Idefics3Model model, GoldenCase golden, SafetensorsFile expected)
    {
        using IDisposable noGradient = no_grad();
        (Tensor pixels, _) = GoldenPixels.Read(golden, expected, model.Config);
        Tensor ids = expected.Read("input_ids");
        Tensor positions = PaddedPositions.Positions(ones_like(ids));
        return model.Logits(model.Hidden(model.Embed(ids, model.Features(pixels).flatten(0, 1)), positions, mask: null));
    }
}
