using System.Text.Json;
using System.Text.Json.Nodes;
using Mpa.Testing;
using Mpa.Torch.Checkpoints;
using Mpa.Torch.Families;
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
            .Where(golden => ModelFamilies.Names.Contains(FamilyOf(Config(Read(golden.file)))))
            .Select(golden => new TheoryDataRow<string>(golden.Place));

    [Theory]
    [MemberData(nameof(Files))]
    public void A_released_model_builds_without_memory_with_the_published_keys_and_shapes(string file)
    {
        JsonElement golden = Read(Repository.Golden(file));
        using TemporaryFolder folder = new();
        JsonObject config = Config(golden);
        config["model_type"] = FamilyOf(config);
        ModelDescription description =
            ModelFamilies.Describe(ConfigReader.Open(folder.Write("config.json", config.ToJsonString())));
        using Network model = new(description, new TensorPlace(ScalarType.Float32, META));
        Dictionary<string, string> told = description.Parameters.ToDictionary(
            tensor => description.Layouts[0].StoredOf(tensor.Name), tensor => string.Join(",", tensor.Shape));

        ILookup<bool, JsonProperty> stored = golden.GetProperty("tensors").EnumerateObject().ToLookup(
            tensor => description.Unused.Any(start => tensor.Name.StartsWith(start, StringComparison.Ordinal)));
        Dictionary<string, string> expected = stored[false]
            .ToDictionary(tensor => tensor.Name, tensor => string.Join(",", tensor.Value.EnumerateArray()));
        Dictionary<string, string> actual = model.Parameters
            .ToDictionary(p => p.Name, p => string.Join(",", p.Value.shape));
        Assert.Equal(actual.OrderBy(p => p.Key), told.OrderBy(p => p.Key));

        // Of a LLaVA the outer config.json says that the head is tied, and the decoder's, which counts, that it isn't.
        string head = description.Layouts[0].StoredOf("head.weight");
        bool leftOut = !expected.ContainsKey(head) && golden.GetProperty("tied").GetBoolean();
        Assert.Equal(
            expected.OrderBy(p => p.Key), actual.Where(p => !leftOut || p.Key != head).OrderBy(p => p.Key));
        long unused = stored[true].Sum(tensor =>
            tensor.Value.EnumerateArray().Aggregate(1L, (count, size) => count * size.GetInt64()));
        Assert.Equal(golden.GetProperty("parameters").GetInt64(), unused + model.parameters().Sum(p => p.numel()));
    }

    private static JsonObject Config(JsonElement golden) =>
        JsonNode.Parse(golden.GetProperty("config").GetRawText())!.AsObject();

    // Some files say no model_type.
    private static string FamilyOf(JsonObject config) => config["model_type"]?.GetValue<string>()
        ?? (config.ContainsKey("llm_config") ? "internvl_chat"
            : config.ContainsKey("scale_factor") ? "idefics3" : "tinyllava");

    private static JsonElement Read(string file) => JsonDocument.Parse(File.ReadAllText(file)).RootElement;
}
