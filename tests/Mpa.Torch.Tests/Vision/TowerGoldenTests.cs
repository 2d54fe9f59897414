using Mpa.Torch.Checkpoints;
using Mpa.Torch.Layers;
using Mpa.Torch.Tests.Golden;
using Mpa.Torch.Vision;
using Mpa.Torch.Vision.Towers;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Mpa.Torch.Tests.Vision;

/// <summary>Vision towers alone, of every kind that a family may come with.</summary>
public sealed class TowerGoldenTests
{
    private const double Tolerance = 1e-4;

    public static IEnumerable<TheoryDataRow<string>> Cases => PartCase.Find("vision", Layouts.ContainsKey);

    private static Dictionary<string, Layout> Layouts { get; } = new()
    {
        [SiglipTower.Siglip] = new(config => SiglipTower.Read(config, -1), SiglipTower.Names("vision_model.")),
        [SiglipTower.Clip] = new(config => SiglipTower.Read(config, -1), SiglipTower.Names("vision_model.")),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_layers_output_equals_the_public_implementation(string place)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable inference = inference_mode();
        PartCase golden = PartCase.Named(place);
        using SafetensorsFile expected = golden.Expected();
        using TowerAlone model = new(golden);
        List<string> seen = [];
        model.Tower.Seen = (name, x) =>
        {
            string key = name["vision_".Length..];
            Near.Equal(expected.Read(key), x, Tolerance, key);
            seen.Add(key);
        };

        Tensor last = model.Tower.Forward(expected.Read("pixel_values")); // [2, S, D]

        Assert.Equal(expected.Entries.Keys.Where(name => name.StartsWith("hidden_")).Order(), seen.Order());
        Assert.Equal(expected.Read($"hidden_{seen.Count - 1}").shape, last.shape);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Names_and_shapes_are_told_without_making_the_tower(string place)
    {
        using TowerAlone model = new(PartCase.Named(place));

        Assert.Equal(
            model.named_parameters().Select(p => $"{p.name} {string.Join(",", p.parameter.shape)}").Order(),
            VisionTensors.Of(model.Config).Select(p => $"{p.Name} {string.Join(",", p.Shape)}").Order());
    }

    private sealed record Layout(Func<ConfigReader, VisionConfig> Read, IEnumerable<NameRule> Names);

    private sealed class TowerAlone : nn.Module
    {
        [ComponentName(Name = "vision")]
        private readonly VisionTower _vision;

        public TowerAlone(PartCase golden)
            : base(nameof(TowerAlone))
        {
            Layout layout = Layouts[golden.ModelType];
            Config = layout.Read(golden.Config);
            _vision = new VisionTower(Config, TensorPlace.Cpu);
            RegisterComponents();
            NameTable names = new(layout.Names);
            IEnumerable<(string, Parameter)> parameters =
                named_parameters().Select(p => (names.StoredOf(p.name), p.parameter));
            using Checkpoint checkpoint = new(golden.Folder);
            WeightLoader.Fill(parameters, [], checkpoint);
        }

        public VisionConfig Config { get; }

        public VisionTower Tower => _vision;
    }
}
