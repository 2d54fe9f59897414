using System.Text.Json;
using Mpa.Testing;
using Mpa.Torch.Checkpoints;
using Mpa.Torch.Families;
using Mpa.Torch.Families.Idefics3;
using Mpa.Torch.Layers;
using static TorchSharp.torch;

namespace Mpa.Torch.Tests.Families;

public sealed class ReleasedShapeTests
{
    public static IEnumerable<TheoryDataRow<string>> Files =>
        new[] { "shapes", "family-shapes" }
            .Select(Repository.Golden)
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.json")
                .Select(file => (Place: $"{Path.GetFileName(folder)}/{Path.GetFileName(file)}", file)))
            .Where(golden => Runs(Read(golden.file).GetProperty("config")))
            .Select(golden => new TheoryDataRow<string>(golden.Place));

    [Theory]
    [MemberData(nameof(Files))]
    public void A_released_model_builds_without_memory_with_the_published_keys_and_shapes(string file)
    {
        JsonElement golden = Read(Repository.Golden(file));
        using TemporaryFolder folder = new();
        string config = folder.Write("config.json", golden.GetProperty("config").GetRawText());

        ConfigReader reader = ConfigReader.Open(config);
        ModelDescription description = reader.Has("model_type")
            ? ModelFamilies.Describe(reader)
            : Idefics3Family.Describe(reader);
        using Network model = new(description, new TensorPlace(ScalarType.Float32, META));
        Dictionary<string, string> told = description.Parameters.ToDictionary(
            tensor => description.Layouts[0].StoredOf(tensor.Name), tensor => string.Join(",", tensor.Shape));

        Dictionary<string, string> expected = golden.GetProperty("tensors").EnumerateObject()
            .ToDictionary(tensor => tensor.Name, tensor => string.Join(",", tensor.Value.EnumerateArray()));
        Dictionary<string, string> actual = model.Parameters
            .ToDictionary(p => p.Name, p => string.Join(",", p.Value.shape));
        Assert.Equal(actual.OrderBy(p => p.Key), told.OrderBy(p => p.Key));

        // Of a LLaVA the outer config.json says that the head is tied, and the decoder's, which counts, that it isn't.
        string head = description.Layouts[0].StoredOf("head.weight");
        bool leftOut = !expected.ContainsKey(head) && golden.GetProperty("tied").GetBoolean();
        Assert.Equal(
            expected.OrderBy(p => p.Key), actual.Where(p => !leftOut || p.Key != head).OrderBy(p => p.Key));
        Assert.Equal(golden.GetProperty("parameters").GetInt64(), model.parameters().Sum(p => p.numel()));
    }

    // Where a file says no model_type, it is of Idefics3.
    private static bool Runs(JsonElement config) => config.TryGetProperty("model_type", out JsonElement type)
        ? ModelFamilies.Names.Contains(type.GetString())
        : config.TryGetProperty("scale_factor", out _);

    private static JsonElement Read(string file) => JsonDocument.Parse(File.ReadAllText(file)).RootElement;
}
