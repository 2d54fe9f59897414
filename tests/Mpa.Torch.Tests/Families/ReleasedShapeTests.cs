using System.Text.Json;
using Mpa.Testing;
using Mpa.Torch.Checkpoints;
using Mpa.Torch.Families.Idefics3;
using Mpa.Torch.Families.Qwen2Vl;
using Mpa.Torch.Layers;
using Mpa.Torch.Tests.Golden;
using static TorchSharp.torch;

namespace Mpa.Torch.Tests.Families;

public sealed class ReleasedShapeTests
{
    public static IEnumerable<TheoryDataRow<string>> Files =>
        Directory.EnumerateFiles(Repository.Golden("shapes"), "*.json")
            .Where(file => Family(Read(file).GetProperty("config")) is not null)
            .Select(file => new TheoryDataRow<string>(Path.GetFileName(file)));

    [Theory]
    [MemberData(nameof(Files))]
    public void A_released_model_builds_without_memory_with_the_published_keys_and_shapes(string file)
    {
        JsonElement golden = Read(Repository.Golden($"shapes/{file}"));
        using TemporaryFolder folder = new();
        string config = folder.Write("config.json", golden.GetProperty("config").GetRawText());

        ConfigReader reader = ConfigReader.Open(config);
        TensorPlace nowhere = new(ScalarType.Float32, META);
        bool idefics = Family(golden.GetProperty("config")) == "idefics3";
        using nn.Module model = idefics
            ? new Idefics3Model(Idefics3Config.Read(reader), nowhere)
            : new Qwen2VlModel(Qwen2VlConfig.Read(reader), nowhere);
        Dictionary<string, string> told = (idefics
                ? Idefics3Tensors.Of(Idefics3Config.Read(reader))
                : Qwen2VlTensors.Of(Qwen2VlConfig.Read(reader)))
            .ToDictionary(tensor => tensor.Name, tensor => string.Join(",", tensor.Shape));

        Dictionary<string, string> expected = golden.GetProperty("tensors").EnumerateObject()
            .ToDictionary(tensor => tensor.Name, tensor => string.Join(",", tensor.Value.EnumerateArray()));
        Dictionary<string, string> actual = model.named_parameters()
            .ToDictionary(p => p.name, p => string.Join(",", p.parameter.shape));
        Assert.Equal(expected.OrderBy(p => p.Key), actual.OrderBy(p => p.Key));
        Assert.Equal(expected.OrderBy(p => p.Key), told.OrderBy(p => p.Key));
        Assert.Equal(golden.GetProperty("parameters").GetInt64(), model.parameters().Sum(p => p.numel()));
    }

    /// <summary>Null for a family that does not run here.</summary>
    private static string? Family(JsonElement config)
    {
        if (!config.TryGetProperty("model_type", out JsonElement type))
        {
            return config.TryGetProperty("scale_factor", out _) ? "idefics3" : null;
        }

        string? name = type.GetString();
        return GoldenCase.Idefics3.Contains(name) ? "idefics3" : GoldenCase.Qwen2Vl.Contains(name) ? "qwen2_vl" : null;
    }

    private static JsonElement Read(string file) => JsonDocument.Parse(File.ReadAllText(file)).RootElement;
}
