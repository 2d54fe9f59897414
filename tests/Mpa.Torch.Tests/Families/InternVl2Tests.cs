using Mpa.Chats;
using Mpa.Imaging;
using Mpa.Models;
using Mpa.Testing;
using Mpa.Torch.Checkpoints;
using Mpa.Torch.Families;
using Mpa.Torch.Generation;
using Mpa.Torch.Inspection;
using Mpa.Torch.Tests.Golden;
using Mpa.Torch.Tokenizers;
using Mpa.Torch.Vision;
using Mpa.Torch.Vision.Processors;
using static TorchSharp.torch;

namespace Mpa.Torch.Tests.Families;

/// <summary>What config.json of InternVL2 may say that no golden case has.</summary>
public sealed class InternVl2Tests
{
    private const string Model = "internvl2-internlm2-tiny";

    [Fact]
    public void Without_a_thumbnail_a_prompt_has_the_tokens_of_the_tiles_alone()
    {
        using TemporaryFolder folder = ModelCopy.Of(Model);
        ModelCopy.Edit(folder.At("config.json"), json => json.Remove("use_thumbnail"));
        using LoadedModel model = LoadedModel.Load(folder.Root, WeightType.Float32);

        ImageTiles image = model.Processor.Process(new RgbImage(200, 100));
        EncodedChat chat = model.Encoder.Encode(
            [ChatTurn.User("What is it?", images: 1)], [image.Grid], generationPrompt: true);

        Assert.Equal((2, 4, 8), (image.Grid.Rows, image.Grid.Columns, image.Tiles.Count));
        int tokens = image.Tiles.Sum(tile => model.Network.Tokens(model.Processor.Normalize(tile)));
        Assert.Equal(tokens, chat.Ids.Count(id => id == model.Encoder.ImageId));
    }

    [Fact]
    public void The_first_version_of_the_pixel_shuffle_goes_by_columns()
    {
        using IDisposable scope = NewDisposeScope();
        Tensor patches = arange(2 * 16 * 3).view(2, 16, 3); // [N, 4 · 4, D]

        Tensor first = new ShuffleStep(2, ByColumns: true).Apply(patches); // [N, 4, 4 · D]
        Tensor second = new ShuffleStep(2).Apply(patches); // [N, 4, 4 · D]

        Near.Equal(second.view(2, 2, 2, 12).transpose(1, 2).reshape(2, 4, 12), first, 0, "shuffled patches");
    }

    [Theory]
    [InlineData("\"v2\"", false)]
    [InlineData("\"v1\"", true)]
    [InlineData("null", true)]
    public void The_version_of_the_pixel_shuffle_is_the_one_that_config_json_says(string version, bool byColumns)
    {
        using TemporaryFolder folder = ModelCopy.Of(Model);
        ModelCopy.Edit(
            folder.At("config.json"), json => json["ps_version"] = System.Text.Json.Nodes.JsonNode.Parse(version));

        ModelDescription description = ModelFamilies.Describe(ConfigReader.Open(folder.At("config.json")));

        Assert.Equal(byColumns, description.Projector.OfType<ShuffleStep>().Single().ByColumns);
    }

    [Theory]
    [InlineData("ps_version", "v3", "v1 or v2")]
    [InlineData("template", "vicuna", "one of Hermes-2, internlm2-chat, phi3-chat")]
    [InlineData("template", null, "is missing; expected one of Hermes-2")]
    [InlineData("pad2square", "true", "false, the only one that released models have")]
    public void What_no_released_model_says_is_refused_by_name(string key, string? value, string expected)
    {
        using TemporaryFolder folder = ModelCopy.Of(Model);
        ModelCopy.Edit(folder.At("config.json"), json => json[key] = value);

        string message = Assert.Throws<MpaException>(() => ModelInventory.Check(folder.Root)).Message;

        Assert.Contains($"\"{key}\"", message);
        Assert.Contains(expected, message);
    }

    [Fact]
    public void A_text_decoder_is_told_by_its_class_where_that_is_all_that_config_json_says()
    {
        using TemporaryFolder folder = ModelCopy.Of(Model);
        ModelDescription before = ModelFamilies.Describe(ConfigReader.Open(folder.At("config.json")));
        ModelCopy.Edit(folder.At("config.json"), json => json["llm_config"]!.AsObject().Remove("model_type"));

        ModelDescription after = ModelFamilies.Describe(ConfigReader.Open(folder.At("config.json")));

        Assert.Equal(before.Text.Attention, after.Text.Attention);
        ModelInventory.Check(folder.Root);
    }
}
