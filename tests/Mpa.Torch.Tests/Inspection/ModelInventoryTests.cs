using Mpa.Models;
using Mpa.Testing;
using Mpa.Torch.Families;
using Mpa.Torch.Generation;
using Mpa.Torch.Inspection;
using Mpa.Torch.Language;
using Mpa.Torch.Lora;

namespace Mpa.Torch.Tests.Inspection;

public sealed class ModelInventoryTests
{
    private static readonly string Student = Path.Combine(Repository.Root, "models", "demo-student");

    [Fact]
    public void The_headers_tell_what_the_loaded_model_has()
    {
        ModelInventory model = ModelInventory.Read(Student);
        using LoadedModel loaded = LoadedModel.Load(Student, WeightType.Float32);
        Network network = (Network)loaded.Network;
        DecoderConfig text = network.Text;
        AttentionConfig attention = text.Attention;

        Assert.Equal(network.Parameters.Sum(p => p.Value.numel()), model.Parameters);
        Assert.Equal(network.Description.Vision.Layers, model.Layers(ModelPart.VisionTower));
        Assert.Equal(text.Layers, model.Layers(ModelPart.LanguageModel));
        Assert.Equal(2L * text.Layers * attention.Keys * sizeof(float), model.CacheBytesPerToken);
        LoraConfig config = new(8, 16, [], network.LanguageLinears);
        using LoraAdapters adapters = LoraAdapters.Attach(network, config, seed: 0);
        Assert.Equal(adapters.Parameters.Sum(p => p.Value.numel()), model.AdapterParameters(8));
    }

    [Fact]
    public void What_a_model_is_and_lacks_is_told()
    {
        using TemporaryFolder folder = Copy();
        File.Delete(folder.At("tokenizer.json"));

        ModelInventory model = ModelInventory.Read(folder.Root);

        Assert.Contains("lacks tokenizer.json", model.Fault);
        Assert.Equal(["BF16"], model.ElementTypes);
        ConfigOutline config = model.Config;
        Assert.Equal(("idefics3", "Idefics3ForConditionalGeneration"), (config.Family, config.Architecture));
        Assert.Equal((512, 443), (config.Context, config.Vocabulary));
        Assert.Equal((96, 96), (config.TextWidth, config.ImageSize));
        Assert.True(model.FamilyRuns);
        Assert.False(model.HasHead);
    }

    [Fact]
    public void A_missing_shard_is_named()
    {
        using TemporaryFolder folder = Copy();
        folder.Write(
            "model.safetensors.index.json",
            """{"weight_map":{"a":"model.safetensors","b":"model-2.safetensors"}}""");

        MpaException error = Assert.Throws<MpaException>(() => ModelInventory.Read(folder.Root));
        Assert.Contains("model-2.safetensors", error.Message);
    }

    [Fact]
    public void Tensors_that_the_family_has_pass_the_check() => ModelInventory.Check(Student);

    [Fact]
    public void Tensors_that_the_family_lacks_are_listed()
    {
        using TemporaryFolder folder = Copy();
        string config = File.ReadAllText(folder.At("config.json"));
        folder.Write("config.json", config.Replace("\"num_hidden_layers\": 3", "\"num_hidden_layers\": 4"));

        string message = Assert.Throws<MpaException>(() => ModelInventory.Check(folder.Root)).Message;

        Assert.Contains("lacks 25 tensors of an Idefics3 model", message);
        Assert.Contains("model.text_model.layers.3.input_layernorm.weight  [96]", message);
    }

    private static TemporaryFolder Copy()
    {
        TemporaryFolder folder = new();
        foreach (string file in Directory.GetFiles(Student))
        {
            File.Copy(file, folder.At(Path.GetFileName(file)));
        }

        return folder;
    }
}
