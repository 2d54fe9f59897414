using System.Text.Json.Nodes;
using Mpa.Testing;
using Mpa.Torch.Checkpoints;
using Mpa.Torch.Families;
using Mpa.Torch.Inspection;
using Mpa.Torch.Tests.Golden;

namespace Mpa.Torch.Tests.Families;

/// <summary>Folders as transformers 4.52 to 5 lay them out answer as those of 4.49 do.</summary>
public sealed class FolderLayoutTests
{
    private static readonly string[] Text =
    [
        "hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads", "num_key_value_heads",
        "max_position_embeddings", "rms_norm_eps", "vocab_size", "use_sliding_window",
    ];

    [Fact]
    public async Task The_base_of_the_rotary_angles_is_read_from_rope_parameters()
    {
        using TemporaryFolder folder = ModelCopy.Of("smolvlm-tiny");
        ModelCopy.Edit(folder.At("config.json"), json =>
        {
            JsonObject text = json["text_config"]!.AsObject();
            double theta = text["rope_theta"]!.GetValue<double>();
            text.Remove("rope_theta");
            text["rope_parameters"] = new JsonObject { ["rope_theta"] = theta, ["rope_type"] = "default" };
        });

        await RepliesAsAsync("smolvlm-tiny", folder);
    }

    [Theory]
    [InlineData("rope_parameters", "rope_type", "yarn")]
    [InlineData("rope_scaling", "rope_type", "proportional")]
    [InlineData("rope_scaling", "type", "mrope")]
    public void Scalings_that_are_not_built_here_are_refused_by_name(string section, string key, string type)
    {
        using TemporaryFolder folder = ModelCopy.Of("smolvlm-tiny");
        ModelCopy.Edit(folder.At("config.json"), json =>
            json["text_config"]![section] = new JsonObject { [key] = type, ["factor"] = 8.0, ["rope_theta"] = 1e5 });

        string message = Assert.Throws<MpaException>(() => ModelInventory.Check(folder.Root)).Message;

        Assert.Contains($"\"text_config.{section}.rope_type\" is {type}", message);
    }

    [Fact]
    public void Rope_scaling_with_its_flat_base_wins_over_rope_parameters()
    {
        using TemporaryFolder folder = ModelCopy.Of("smolvlm-tiny");
        ModelCopy.Edit(folder.At("config.json"), json =>
        {
            JsonObject text = json["text_config"]!.AsObject();
            text["rope_theta"] = 5000;
            text["rope_scaling"] = new JsonObject { ["rope_type"] = "default" };
            text["rope_parameters"] = new JsonObject { ["rope_theta"] = 7000 };
        });
        Assert.Equal(5000, Theta(folder.Root));

        ModelCopy.Edit(folder.At("config.json"), json => json["text_config"]!.AsObject().Remove("rope_scaling"));
        Assert.Equal(7000, Theta(folder.Root));
    }

    [Fact]
    public async Task A_decoder_in_text_config_and_weights_under_the_librarys_own_names_are_read()
    {
        using TemporaryFolder folder = ModelCopy.Of("qwen2vl-tiny");
        ModelCopy.Edit(folder.At("config.json"), json =>
        {
            JsonObject text = [];
            foreach (string key in Text.Where(json.ContainsKey))
            {
                text[key] = json[key]!.DeepClone();
                json.Remove(key);
            }

            JsonObject rope = json["rope_scaling"]!.DeepClone().AsObject();
            rope["rope_type"] = "default";
            rope["rope_theta"] = json["rope_theta"]!.DeepClone();
            text["rope_parameters"] = rope;
            json.Remove("rope_scaling");
            json.Remove("rope_theta");
            json["text_config"] = text;
        });
        ModelCopy.Rename(folder.At("model.safetensors"), name =>
            name.StartsWith("visual.", StringComparison.Ordinal) ? $"model.{name}"
            : name.StartsWith("model.", StringComparison.Ordinal) ? $"model.language_model.{name["model.".Length..]}"
            : name);

        await RepliesAsAsync("qwen2vl-tiny", folder);
    }

    [Theory]
    [InlineData("smolvlm-tiny")]
    [InlineData("qwen2vl-tiny")]
    public async Task An_image_processor_in_processor_config_alone_is_read(string model)
    {
        using TemporaryFolder folder = ModelCopy.Of(model);
        string path = folder.At("processor_config.json");
        JsonNode own = JsonNode.Parse(File.ReadAllText(folder.At("preprocessor_config.json")))!;
        File.WriteAllText(path, File.Exists(path) ? File.ReadAllText(path) : "{}");
        ModelCopy.Edit(path, json => json["image_processor"] = own);
        File.Delete(folder.At("preprocessor_config.json"));

        await RepliesAsAsync(model, folder);
    }

    [Fact]
    public async Task Stored_tables_that_follow_from_the_configuration_are_passed_over()
    {
        using TemporaryFolder folder = ModelCopy.Of("smolvlm-tiny");
        ModelCopy.EditHeader(folder.At("model.safetensors"), header =>
        {
            string first = header.First(entry => entry.Key != "__metadata__").Value!["data_offsets"]![0]!.ToString();
            int begin = int.Parse(first, System.Globalization.CultureInfo.InvariantCulture);
            foreach (string name in new[] { "text_model.rotary_emb.inv_freq", "vision_model.embeddings.position_ids" })
            {
                header[$"model.{name}"] = new JsonObject
                {
                    ["dtype"] = "F32",
                    ["shape"] = new JsonArray(2),
                    ["data_offsets"] = new JsonArray(begin, begin + 8),
                };
            }

            return header;
        });

        await RepliesAsAsync("smolvlm-tiny", folder);
    }

    [Fact]
    public void A_stored_head_that_is_not_the_table_it_is_said_to_be_is_refused()
    {
        using TemporaryFolder folder = ModelCopy.Of("smolvlm-tiny");
        ModelCopy.Edit(folder.At("config.json"), json => json["text_config"]!["tie_word_embeddings"] = true);

        string message = Assert.Throws<MpaException>(() => ModelInventory.Check(folder.Root)).Message;

        Assert.Contains("tie_word_embeddings", message);
        Assert.Contains("lm_head.weight", message);
    }

    private static double Theta(string folder) =>
        ModelFamilies.Describe(ConfigReader.Open(Path.Combine(folder, "config.json"))).Text.Rotary.Theta;

    private static async Task RepliesAsAsync(string model, TemporaryFolder folder)
    {
        Assert.Null(ModelInventory.Read(folder.Root).Fault);
        string? expected = await ModelCopy.ReplyAsync(ModelCopy.Original(model));
        Assert.False(string.IsNullOrEmpty(expected));
        Assert.Equal(expected, await ModelCopy.ReplyAsync(folder.Root));
    }
}
