using System.Text.Json.Nodes;
using Mpa.Testing;
using Mpa.Torch.Checkpoints;
using Mpa.Torch.Inspection;
using Mpa.Torch.Tests.Golden;
using static TorchSharp.torch;

namespace Mpa.Torch.Tests.Families;

/// <summary>A damaged or hostile folder is one clear error, before memory is taken.</summary>
public sealed class HostileFolderTests
{
    [Theory]
    [InlineData("smolvlm-tiny", "config.json", "text_config.num_attention_heads", "0")]
    [InlineData("smolvlm-tiny", "config.json", "text_config.num_key_value_heads", "3")]
    [InlineData("smolvlm-tiny", "config.json", "text_config.num_hidden_layers", "1000000000")]
    [InlineData("smolvlm-tiny", "config.json", "text_config.num_hidden_layers", "-1")]
    [InlineData("smolvlm-tiny", "config.json", "text_config.hidden_size", "1e3")]
    [InlineData("smolvlm-tiny", "config.json", "text_config.rms_norm_eps", "1e999")]
    [InlineData("smolvlm-tiny", "config.json", "text_config.pad_token_id", "2000000000")]
    [InlineData("smolvlm-tiny", "config.json", "vision_config.patch_size", "0")]
    [InlineData("smolvlm-tiny", "config.json", "vision_config.num_hidden_layers", "1000000000")]
    [InlineData("smolvlm-tiny", "config.json", "eos_token_id", "true")]
    [InlineData("smolvlm-tiny", "config.json", "eos_token_id", "\"2\"")]
    [InlineData("smolvlm-tiny", "processor_config.json", "image_seq_len", "2000000000")]
    [InlineData("qwen2vl-tiny", "config.json", "rope_scaling.mrope_section", "[2000000000, 2000000000, 8]")]
    [InlineData("qwen2vl-tiny", "config.json", "rope_scaling.mrope_section", "[99999999999, 2, 3]")]
    [InlineData("qwen2vl-tiny", "config.json", "vision_config.depth", "1000000000")]
    [InlineData("qwen2vl-tiny", "config.json", "vision_config.num_heads", "1000000000")]
    [InlineData("qwen2vl-tiny", "preprocessor_config.json", "patch_size", "0")]
    [InlineData("qwen2vl-tiny", "preprocessor_config.json", "min_pixels", "2000000000")]
    [InlineData("qwen2vl-tiny", "generation_config.json", "eos_token_id", "[1, null]")]
    public void A_value_that_no_model_has_is_named(string model, string file, string key, string value)
    {
        using TemporaryFolder folder = ModelCopy.Of(model);
        string[] path = key.Split('.');
        string token = "\"the value\"";
        ModelCopy.Edit(folder.At(file), json =>
        {
            JsonObject place = path.Length == 1 ? json : json[path[0]]!.AsObject();
            place[path[^1]] = "the value";
        });
        File.WriteAllText(folder.At(file), File.ReadAllText(folder.At(file)).Replace(token, value));
        File.Delete(file == "config.json" ? folder.At("generation_config.json") : folder.At("none"));

        string message = Assert.Throws<MpaException>(() => ModelInventory.Check(folder.Root)).Message;

        Assert.Contains(path[^1], message);
        Assert.Contains(file, message);
    }

    [Fact]
    public void A_token_id_that_no_vocabulary_has_is_named()
    {
        using TemporaryFolder folder = ModelCopy.Of("smolvlm-tiny");
        ModelCopy.Edit(folder.At("tokenizer.json"), json => json["model"]!["vocab"]!["x y"] = 2_000_000_000);

        string message = Assert.Throws<MpaException>(() => ModelInventory.Check(folder.Root)).Message;

        Assert.Contains("2000000000; expected a token id", message);
    }

    [Theory]
    [InlineData("\"\\ud83d\"")]
    [InlineData("\"\\ude00\\ud83d\"")]
    public void Half_a_character_in_a_json_file_is_an_error(string text)
    {
        using TemporaryFolder folder = ModelCopy.Of("smolvlm-tiny");
        File.WriteAllText(folder.At("generation_config.json"), $$"""{"note": {{text}}}""");

        string message = Assert.Throws<MpaException>(() => ModelInventory.Check(folder.Root)).Message;

        Assert.Contains("generation_config.json", message);
        Assert.Contains("no valid Unicode", message);
    }

    [Fact]
    public void A_whole_character_in_two_escapes_is_none()
    {
        using TemporaryFolder folder = ModelCopy.Of("smolvlm-tiny");
        string own = File.ReadAllText(folder.At("generation_config.json")).TrimEnd().TrimEnd('}');
        File.WriteAllText(folder.At("generation_config.json"), own + ""","note": "\\ud83d \ud83d\ude00"}""");

        ModelInventory.Check(folder.Root);
    }

    [Fact]
    public void A_file_of_other_shapes_than_its_target_is_refused_before_it_is_copied()
    {
        using TemporaryFolder folder = new();
        string path = folder.At("state.safetensors");
        using Tensor small = zeros(4);
        using Tensor large = zeros(1_000_000);
        SafetensorsWriter.Write(path, new Dictionary<string, Tensor> { ["weight"] = small });
        using SafetensorsFile file = new(path);

        string message = Assert.Throws<MpaException>(() => file.CopyTo("weight", large)).Message;

        Assert.Contains("weight is of shape [4], not [1000000]", message);
    }

    [Theory]
    [InlineData("config.json")]
    [InlineData("tokenizer.json")]
    [InlineData("model.safetensors")]
    public void A_git_lfs_pointer_is_named_as_such(string name)
    {
        using TemporaryFolder folder = ModelCopy.Of("smolvlm-tiny");
        File.WriteAllText(folder.At(name), """
            version https://git-lfs.github.com/spec/v1
            oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
            size 12345

            """);

        string message = Assert.Throws<MpaException>(() => ModelInventory.Check(folder.Root)).Message;

        Assert.Contains($"{name}: this is a Git LFS pointer", message);
        Assert.Contains("git lfs pull", message);
    }

    [Fact]
    public void An_index_beside_weights_that_it_does_not_name_is_refused_by_both_names()
    {
        using TemporaryFolder folder = ModelCopy.Of("qwen2vl-tiny-sharded");
        File.Copy(
            Path.Combine(ModelCopy.Original("qwen2vl-tiny"), "model.safetensors"), folder.At("model.safetensors"));

        string message = Assert.Throws<MpaException>(() => ModelInventory.Check(folder.Root)).Message;

        Assert.Contains("holds model.safetensors and model.safetensors.index.json", message);
        Assert.Equal(message, Assert.Throws<MpaException>(() => TorchModel.FingerprintOf(folder.Root)).Message);
    }

    [Fact]
    public async Task A_split_that_takes_for_ever_is_an_error_that_names_it()
    {
        using TemporaryFolder folder = ModelCopy.Of("qwen2vl-tiny");
        ModelCopy.Edit(folder.At("tokenizer.json"), json =>
        {
            JsonNode split = json["pre_tokenizer"]!["pretokenizers"]![0]!;
            split["pattern"] = new JsonObject { ["Regex"] = @"(\w+\s?)+\d$" };
        });
        using TorchModel model = TorchModel.Load(folder.Root);
        string words = string.Concat(Enumerable.Repeat("word ", 30));

        var replies = await model.AskAsync(
            [new Mpa.Models.ModelRequest([], words, new Mpa.Models.SamplingOptions(2))],
            TestContext.Current.CancellationToken);

        Assert.Contains("takes more than 1 s", replies[0].Error);
        Assert.Contains("tokenizer.json", replies[0].Error);
    }
}
