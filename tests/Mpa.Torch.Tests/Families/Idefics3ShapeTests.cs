using System.Text.Json;
using Mpa.Testing;
using Mpa.Torch.Checkpoints;
using Mpa.Torch.Families.Idefics3;
using Mpa.Torch.Layers;

namespace Mpa.Torch.Tests.Families;

public sealed class Idefics3ShapeTests
{
    public static IEnumerable<TheoryDataRow<string>> Files =>
        Directory.Exists(Path.Combine(Repository.Goldens, "shapes"))
            ? Directory.EnumerateFiles(Path.Combine(Repository.Goldens, "shapes"), "*.json")
                .Where(file => IsIdefics3(Read(file).GetProperty("config")))
                .Select(file => new TheoryDataRow<string>(Path.GetFileName(file)))
            : [];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_released_model_builds_without_memory_with_the_published_keys_and_shapes(string file)
    {
        JsonElement golden = Read(Path.Combine(Repository.Goldens, "shapes", file));
        string config = Path.GetTempFileName();
        File.WriteAllText(config, golden.GetProperty("config").GetRawText());

        Idefics3Model model = new(Idefics3Config.Read(ConfigReader.Open(config)), TensorPlace.Meta);

        Dictionary<string, string> expected = golden.GetProperty("tensors").EnumerateObject()
            .ToDictionary(tensor => tensor.Name, tensor => string.Join(",", tensor.Value.EnumerateArray()));
        Dictionary<string, string> actual = model.named_parameters().ToDictionary(p => p.name, p => string.Join(",", p.parameter.shape));
        Assert.Equal(expected.OrderBy(p => p.Key), actual.OrderBy(p => p.Key));
        Assert.Equal(golden.GetProperty("parameters").GetInt64(), model.parameters().Sum(p => p.numel()));
        File.Delete(config);
    }

    private static bool IsIdefics3(JsonElement config) =>
        config.TryGetProperty("model_type", out JsonElement type) ? type.GetString() is "idefics3" or "smolvlm"
        : config.TryGetProperty("scale_factor", out _);

    private static JsonElement Read(string file) => JsonDocument.Parse(File.ReadAllText(file)).RootElement;
}
