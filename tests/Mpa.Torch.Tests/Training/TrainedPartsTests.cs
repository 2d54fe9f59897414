using Mpa.Leveling;
using Mpa.Models;
using Mpa.Testing;
using Mpa.Torch.Families;
using Mpa.Torch.Generation;
using Mpa.Torch.Inspection;
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
        LevelOptions options = new() { Method = "full", LearningRate = 1e-3 };

        TrainedParts parts = TrainedParts.Choose(model.Network, null, new TrainingPlan(options));

        Assert.Equal(["connector", "language model", "vision tower"], parts.Table.Select(part => part.Part).Order());
        Assert.All(parts.Table, part => Assert.Equal(1e-3, part.Rate));
        Assert.All(parts.Groups, group => Assert.Equal(1e-3, group.Peak));
        Assert.False(parts.AdaptersAlone);
        Assert.Equal(
            model.Network.Parameters.Sum(p => p.Value.numel()),
            parts.Groups.SelectMany(group => group.Parameters).Sum(p => p.Value.numel()));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void With_adapters_the_rest_is_frozen_unless_it_has_a_rate(string name)
    {
        using LoadedModel model = LoadedModel.Load(GoldenCase.Named(name).ModelFolder, WeightType.Float32);
        LoraConfig config = new(2, 4, [], model.Network.LanguageLinears);
        using LoraAdapters adapters = LoraAdapters.Attach(model.Network, config, seed: 0);
        LevelOptions options = new() { LearningRate = 1e-3 };

        TrainedParts plain = TrainedParts.Choose(model.Network, adapters, new TrainingPlan(options));
        TrainedParts merger = TrainedParts.Choose(
            model.Network, adapters, new TrainingPlan(options with { ConnectorRate = 1e-4 }));

        ParameterGroup group = Assert.Single(plain.Groups);
        Assert.Equal(adapters.Parameters.Select(p => p.Name), group.Parameters.Select(p => p.Name));
        Assert.True(plain.AdaptersAlone);
        Assert.Equal(
            [("adapters", 1e-3), ("connector", 1e-4)], merger.Groups.Select(part => (part.Part, part.Peak)).Order());
        Assert.False(merger.AdaptersAlone);
        Assert.Equal(
            ["adapters", "connector"], merger.Table.Where(part => part.Rate > 0).Select(part => part.Part).Order());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_frozen_part_keeps_its_bits_and_a_slow_one_moves_less(string name)
    {
        using GoldenChats chats = new(name);
        IVisionLanguageNetwork network = chats.Parts.Network;
        LevelOptions options = new() { Method = "full", LearningRate = 1e-3, VisionRate = 0, ConnectorRate = 1e-5 };
        TrainedParts parts = TrainedParts.Choose(network, null, new TrainingPlan(options));
        Dictionary<string, Tensor> before = network.Parameters
            .ToDictionary(p => p.Name, p => p.Value.detach().clone());
        TrainingBatch batch = chats.Batch();
        using TemporaryFolder folder = new();

        // The first step of a schedule with a warm-up has rate 0; without one, Adam's first step is as large as the
        // rate.
        new TrainingLoop
        {
            Network = chats.Parts.Network,
            Groups = parts.Groups,
            Settings = new TrainingSettings(new Schedule(WarmUpSteps: 0, Steps: 1), new AdamRule()),
            BatchAt = _ => batch,
            State = new TrainingState(folder.Root),
            Clock = TimeProvider.System,
        }.Run(_ => { }, CancellationToken.None);

        double Moved(ModelPart part) => network.Parameters
            .Where(p => ModelParts.Of(p.Name) == part)
            .Max(p => p.Value.Plus(before[p.Name].neg()).abs().max().item<float>());
        Assert.Equal(0, Moved(ModelPart.VisionTower));
        Assert.Equal(1e-5, Moved(ModelPart.Connector), 2e-6);
        Assert.Equal(1e-3, Moved(ModelPart.LanguageModel), 2e-4);
    }

    [Fact]
    public void Freezing_everything_is_an_error_that_names_the_keys()
    {
        string folder = GoldenCase.Named(Cases.First().Data).ModelFolder;
        using LoadedModel model = LoadedModel.Load(folder, WeightType.Float32);
        LevelOptions frozen = new() { Method = "full", VisionRate = 0, ConnectorRate = 0, LanguageRate = 0 };

        MpaException error = Assert.Throws<MpaException>(
            () => TrainedParts.Choose(model.Network, null, new TrainingPlan(frozen)));
        Assert.Contains("languageRate", error.Message);
    }
}
