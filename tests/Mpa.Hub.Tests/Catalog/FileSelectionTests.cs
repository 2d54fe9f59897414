using System.Text;
using FsCheck.Xunit;
using Mpa.Hub.Catalog;

namespace Mpa.Hub.Tests.Catalog;

public sealed class FileSelectionTests
{
    [Theory]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("/etc/x")]
    [InlineData("C:/x")]
    [InlineData("c:x")]
    [InlineData("..\\x")]
    [InlineData("a//x")]
    [InlineData("x\n")]
    [InlineData("..")]
    public async Task A_hostile_name_ends_the_pull_before_anything_is_written(string name)
    {
        await using PullWorld world = await PullWorld.CreateAsync();
        world.Hub.OtherNames.Add(name);

        Assert.Contains(
            "whose name leads out of the folder or stands there twice; nothing was written",
            await world.RefusedAsync());
        Assert.False(Directory.Exists(world.Staging));
    }

    [Property]
    public bool A_name_that_is_not_hostile_stays_in_the_folder(string name) =>
        HubFileNames.IsHostile(name ?? "")
            || Path.GetFullPath(name!, "/folder").StartsWith("/folder/", StringComparison.Ordinal);

    [Fact]
    public async Task Names_of_folders_inside_the_repository_are_allowed_and_not_pulled()
    {
        await using PullWorld world = await PullWorld.CreateAsync();
        world.Hub.OtherNames.AddRange(["onnx/model.onnx", "original/model.safetensors", ".gitattributes"]);

        await world.PullAsync();

        Assert.Equal(["config.json", PullWorld.Weights, "pulled.json", "tokenizer.json"], world.Names());
    }

    [Fact]
    public async Task Pickled_weights_alone_are_refused_by_name()
    {
        await using PullWorld world = await PullWorld.CreateAsync();
        world.Hub.Files.Remove(PullWorld.Weights);
        world.Hub.OtherNames.AddRange(["pytorch_model-1.bin", "pytorch_model-2.bin"]);

        Assert.Equal(
            "acme/tiny-vlm: holds no safetensors, only pickled weights (pytorch_model-1.bin, pytorch_model-2.bin), "
                + "which run code when they are loaded, so mpa never fetches them. "
            + "Look for a revision with safetensors (acme/tiny-vlm@refs/pr/N) or another repository of the model",
            await world.RefusedAsync());
    }

    [Fact]
    public async Task A_repository_of_another_format_is_told_with_what_it_holds()
    {
        await using PullWorld world = await PullWorld.CreateAsync();
        world.Hub.Files.Remove(PullWorld.Weights);
        world.Hub.OtherNames.Add("model.gguf");

        Assert.StartsWith(
            "acme/tiny-vlm: holds neither model.safetensors nor model.safetensors.index.json (README.md, config.json, "
                + "model.gguf, tokenizer.json)",
            await world.RefusedAsync());
    }

    [Fact]
    public async Task The_shards_are_those_that_the_index_names()
    {
        await using PullWorld world = await PullWorld.CreateAsync();
        Shards(world, "model-1.safetensors", "model-2.safetensors");
        world.Hub.With("model-1.safetensors", "one")
            .With("model-2.safetensors", "two")
            .With("stray.safetensors", "three");

        await world.PullAsync();

        Assert.Equal(
            [
                "config.json", "model-1.safetensors", "model-2.safetensors", "model.safetensors.index.json",
                "pulled.json", "tokenizer.json",
            ],
            world.Names());
    }

    [Fact]
    public async Task A_missing_shard_is_told_before_the_others_are_fetched()
    {
        await using PullWorld world = await PullWorld.CreateAsync();
        Shards(world, "model-1.safetensors", "model-2.safetensors");
        world.Hub.With("model-1.safetensors", "one");

        Assert.Contains(
            "names 1 of 2 shards that the repository doesn't hold (model-2.safetensors): its upload is incomplete",
            await world.RefusedAsync());
        Assert.Empty(world.Hub.RequestsFor("model-1.safetensors"));
    }

    [Theory]
    [InlineData("../model.safetensors", "is no plain file name")]
    [InlineData("pytorch_model.bin", "is no plain file name")]
    [InlineData("config.json", "is no plain file name")]
    public async Task A_shards_name_is_trusted_with_nothing(string shard, string expected)
    {
        await using PullWorld world = await PullWorld.CreateAsync();
        Shards(world, shard);

        Assert.Contains(expected, await world.RefusedAsync());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"weight_map\":{}}")]
    [InlineData("{\"weight_map\":{\"a\":1}}")]
    [InlineData("no json")]
    public async Task A_damaged_index_is_told(string index)
    {
        await using PullWorld world = await PullWorld.CreateAsync();
        world.Hub.With("model.safetensors.index.json", index);

        Assert.Contains("model.safetensors.index.json ", await world.RefusedAsync());
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"sha\":\"main\",\"siblings\":[]}")]
    [InlineData("{\"sha\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",\"siblings\":[{\"rfilename\":1}]}")]
    public void An_answer_that_is_no_list_of_files_is_told(string json) =>
        Assert.EndsWith(
            "is HF_ENDPOINT a hub?",
            Assert.Throws<MpaException>(
                () => HubListing.Parse(Encoding.UTF8.GetBytes(json), new HubModelName("a", "b", "main"))).Message);

    private static void Shards(PullWorld world, params string[] shards)
    {
        world.Hub.Files.Remove(PullWorld.Weights);
        string map = string.Join(',', shards.Select((shard, i) => $"\"tensor{i}\":\"{shard}\""));
        world.Hub.With("model.safetensors.index.json", "{\"weight_map\":{" + map + "}}");
    }
}
