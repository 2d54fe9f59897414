using Mpa.Testing;
using Mpa.Torch.Checkpoints;
using Mpa.Torch.Inspection;

namespace Mpa.Torch.Tests.Inspection;

public sealed class ModelPartsTests
{
    public static TheoryData<string> GoldenModels =>
        [.. Directory.GetDirectories(Repository.Golden("models")).Select(folder => Path.GetFileName(folder))];

    [Theory]
    [InlineData("model.vision_model.encoder.layers.0.mlp.fc1.weight", ModelPart.VisionTower)]
    [InlineData("model.connector.modality_projection.proj.weight", ModelPart.Connector)]
    [InlineData("model.text_model.embed_tokens.weight", ModelPart.LanguageModel)]
    [InlineData("lm_head.weight", ModelPart.Head)]
    [InlineData("visual.blocks.0.attn.qkv.bias", ModelPart.VisionTower)]
    [InlineData("visual.merger.mlp.0.weight", ModelPart.Connector)]
    [InlineData("model.layers.0.mlp.up_proj.weight", ModelPart.LanguageModel)]
    [InlineData("model.visual.blocks.0.norm1.weight", ModelPart.VisionTower)]
    [InlineData("model.visual.merger.ln_q.weight", ModelPart.Connector)]
    [InlineData("model.language_model.layers.0.mlp.up_proj.weight", ModelPart.LanguageModel)]
    [InlineData("multi_modal_projector.linear_1.weight", ModelPart.Connector)]
    [InlineData("vision_tower.vision_model.embeddings.class_embedding", ModelPart.VisionTower)]
    [InlineData("language_model.lm_head.weight", ModelPart.Head)]
    [InlineData("mlp1.0.weight", ModelPart.Connector)]
    [InlineData("language_model.output.weight", ModelPart.Head)]
    [InlineData("something.else", ModelPart.Other)]
    public void A_tensor_belongs_to_the_part_that_its_name_says(string name, ModelPart part) =>
        Assert.Equal(part, ModelParts.Of(name));

    [Theory]
    [MemberData(nameof(GoldenModels))]
    public void Every_tensor_of_every_golden_model_belongs_to_a_known_part(string name)
    {
        string folder = Repository.Golden($"models/{name}/model");

        ModelInventory model = ModelInventory.Read(folder);

        Assert.Equal(0, model.Part(ModelPart.Other));
        ModelPart[] parts = [ModelPart.VisionTower, ModelPart.Connector, ModelPart.LanguageModel];
        Assert.All(parts, part => Assert.True(model.Part(part) > 0));
        IEnumerable<SafetensorsEntry> tensors =
            model.WeightFiles.SelectMany(file => SafetensorsHeader.Read(file).Values);
        Assert.Equal(tensors.Sum(tensor => tensor.Count), model.Parameters);
    }
}
