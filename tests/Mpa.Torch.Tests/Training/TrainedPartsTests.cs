using Mpa.Leveling;
using Mpa.Models;
using Mpa.Torch.Generation;
using Mpa.Torch.Layers;
using Mpa.Torch.Lora;
using Mpa.Torch.Tests.Golden;
using Mpa.Torch.Training;
using static TorchSharp.torch;

namespace Mpa.Torch.Tests.Training;

public sealed class TrainedPartsTests
{
    public static IEnumerable<TheoryDataRow<string>> Cases => GoldenCase.Find("loss", GoldenCase.AllFamilies);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Without_rates_of_parts_everything_trains_alike(string name)
    {
        using LoadedModel model = LoadedModel.Load(GoldenCase.Named(name).ModelFolder, WeightType.Float32);

        TrainedParts parts = TrainedParts.Choose(model.Network.Module, null, new LevelOptions { Method = "full", LearningRate = 1e-3 });

        Assert.Equal(["connector", "language model", "vision tower"], parts.Table.Select(part => part.Part).Order());
        Assert.All(parts.Table, part => Assert.Equal(1e-3, part.Rate));
        Assert.All(parts.Tensors, tensor => Assert.Equal(1, tensor.RateFactor));
        Assert.Equal(model.Network.Module.parameters().Sum(p => p.numel()), parts.Tensors.Sum(tensor => tensor.Value.numel()));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void With_adapters_the_rest_is_frozen_unless_it_has_a_rate(string name)
    {
        using LoadedModel model = LoadedModel.Load(GoldenCase.Named(name).ModelFolder, WeightType.Float32);
        LoraAdapters adapters = LoraAdapters.Attach(model.Network.Module, new LoraConfig(2, 4, [], model.Network.LanguageLinears), seed: 0);
        LevelOptions options = new() { LearningRate = 1e-3 };

        TrainedParts plain = TrainedParts.Choose(model.Network.Module, adapters, options);
        TrainedParts merger = TrainedParts.Choose(model.Network.Module, adapters, options with { ConnectorRate = 1e-4 });

        Assert.Equal(adapters.Parameters.Select(p => p.Name), plain.Tensors.Select(tensor => tensor.Name));
        Assert.Equal(["adapters", "connector"], merger.Table.Where(part => part.Rate > 0).Select(part => part.Part).Order());
        Assert.Equal([0.1, 1], merger.Tensors.Select(tensor => Math.Round(tensor.RateFactor, 9)).Distinct().Order());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_frozen_part_keeps_its_bits_and_a_slow_one_moves_less(string name)
    {
        using GoldenChats chats = new(name);
        nn.Module module = chats.Parts.Network.Module;
        TrainedParts parts = TrainedParts.Choose(module, null, new LevelOptions { Method = "full", LearningRate = 1e-3, VisionRate = 0, ConnectorRate = 1e-5 });
        Dictionary<string, Tensor> before = module.named_parameters().ToDictionary(p => p.name, p => p.parameter.detach().clone());
        TrainingBatch batch = chats.Batch();
        string folder = Directory.CreateTempSubdirectory("mpa-parts").FullName;

        // The first step of a schedule with a warm-up has rate 0; without one, Adam's first step is as large as the rate.
        TrainingSettings settings = new(new CosineSchedule(1e-3, 0, 1), new AdamWSettings());
        TrainingLoop.Run(chats.Parts.Network, parts.Tensors, settings, _ => batch, new TrainingState(folder), TimeProvider.System, _ => { }, CancellationToken.None);

        double Moved(string part) => module.named_parameters().Where(p => Mpa.Torch.Inspection.ModelParts.Of(p.name).ToString() == part)
            .Max(p => p.parameter.Plus(before[p.name].neg()).abs().max().item<float>());
        Assert.Equal(0, Moved("VisionTower"));
        Assert.Equal(1e-5, Moved("Connector"), 2e-6);
        Assert.Equal(1e-3, Moved("LanguageModel"), 2e-4);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Freezing_everything_is_an_error_that_names_the_keys()
    {
        using LoadedModel model = LoadedModel.Load(GoldenCase.Named(Cases.First().Data).ModelFolder, WeightType.Float32);
        LevelOptions frozen = new() { Method = "full", VisionRate = 0, ConnectorRate = 0, LanguageRate = 0 };

        Assert.Contains("languageRate", Assert.Throws<MpaException>(() => TrainedParts.Choose(model.Network.Module, null, frozen)).Message);
    }
}
