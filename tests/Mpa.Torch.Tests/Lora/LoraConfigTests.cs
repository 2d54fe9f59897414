using Mpa.Testing;
using Mpa.Torch.Generation;
using Mpa.Torch.Lora;
using Mpa.Torch.Tests.Golden;
using TorchSharp.Modules;

namespace Mpa.Torch.Tests.Lora;

public sealed class LoraConfigTests
{
    private const string Q = "model.text_model.layers.1.self_attn.q_proj";
    private const string Down = "model.text_model.layers.0.mlp.down_proj";

    [Fact]
    public void Ranks_and_alphas_of_their_own_are_followed_in_the_files_order()
    {
        LoraConfig config = Read("""
            "r": 4, "lora_alpha": 8, "rank_pattern": {"down_proj": 2, "layers.0.mlp.down_proj": 3},
            "alpha_pattern": {"layers\\.1\\..*q_proj": 6, "q_proj": 7}
            """);

        Assert.Equal((2, 4.0), (config.RankOf(Down), config.ScaleOf(Down)));
        Assert.Equal((4, 1.5), (config.RankOf(Q), config.ScaleOf(Q)));
        Assert.Equal(2, Read("\"r\": 4, \"lora_alpha\": 4, \"use_rslora\": true").ScaleOf(Q));
    }

    [Theory]
    [InlineData("\"target_modules\": [\"q_proj\"], \"exclude_modules\": [\"layers.1.self_attn.q_proj\"]", false)]
    [InlineData("\"target_modules\": [\"q_proj\"], \"exclude_modules\": \".*text_model.*\"", false)]
    [InlineData("\"target_modules\": [\"q_proj\"], \"exclude_modules\": \"text_model\"", true)]
    [InlineData("\"target_modules\": [\"q_proj\"], \"layers_to_transform\": 1", true)]
    [InlineData("\"target_modules\": [\"q_proj\"], \"layers_to_transform\": [0, 2]", false)]
    [InlineData("\"target_modules\": [\"q_proj\"], \"layers_to_transform\": [1], \"layers_pattern\": \"layers\"", true)]
    [InlineData("\"target_modules\": [\"q_proj\"], \"layers_to_transform\": [1], \"layers_pattern\": [\"h\"]", false)]
    public void Which_modules_get_adapters_is_as_in_peft(string keys, bool matches) =>
        Assert.Equal(matches, Read(keys).Matches(Q));

    [Theory]
    [InlineData("init_lora_weights", "\"pissa_niter_4\"")]
    [InlineData("init_lora_weights", "\"corda\"")]
    [InlineData("init_lora_weights", "\"loftq\"")]
    [InlineData("init_lora_weights", "\"lora_ga\"")]
    [InlineData("use_qalora", "true")]
    [InlineData("alora_invocation_tokens", "[1, 2]")]
    [InlineData("fan_in_fan_out", "true")]
    [InlineData("bias", "\"most\"")]
    [InlineData("trainable_token_indices", "{\"lm_head\": [1, 2]}")]
    [InlineData("trainable_token_indices", "[\"a\"]")]
    [InlineData("layer_replication", "[[0, 2]]")]
    [InlineData("a_key_of_next_year", "{\"on\": true}")]
    [InlineData("layers_to_transform", "[0]")]
    [InlineData("layers_pattern", "\"layers\"")]
    [InlineData("r", "1000000000000")]
    [InlineData("r", "0")]
    public void What_is_not_built_here_is_refused_by_its_key(string key, string value)
    {
        string message = Assert.Throws<MpaException>(
            () => Read($"\"target_modules\": \".*q_proj\", \"{key}\": {value}")).Message;

        Assert.Contains("adapter_config.json", message);
        Assert.Contains($"\"{key}\"", message);
    }

    [Theory]
    [InlineData("init_lora_weights", "\"gaussian\"")]
    [InlineData("init_lora_weights", "false")]
    [InlineData("modules_to_save", "[]")]
    [InlineData("loftq_config", "{}")]
    [InlineData("qalora_group_size", "16")]
    [InlineData("megatron_core", "\"megatron.core\"")]
    [InlineData("a_key_of_next_year", "false")]
    public void What_changes_nothing_is_passed_over(string key, string value) =>
        Read($"\"target_modules\": \".*q_proj\", \"{key}\": {value}");

    [Theory]
    [InlineData("smolvlm-tiny", ".lora_A.weight", ".lora_A.default.weight")]
    [InlineData("qwen2vl-tiny", ".lora_B.weight", ".lora_B.default.weight")]
    [InlineData("qwen2vl-tiny", "base_model.model.model.", "base_model.model.model.language_model.")]
    public void Names_of_other_versions_are_read(string model, string old, string written)
    {
        string original = Repository.Golden($"models/{model}/lora");
        using TemporaryFolder folder = ModelCopy.OfFolder(original);
        ModelCopy.Rename(folder.At("adapter_model.safetensors"), name => name.Replace(old, written));
        using LoadedModel loaded = LoadedModel.Load(ModelCopy.Original(model), TorchModelOptions.Default);

        using LoraAdapters expected = LoraAdapters.Load(loaded.Network, original);
        using LoraAdapters read = LoraAdapters.Load(loaded.Network, folder.Root);

        (string Name, Parameter Value)[] other = [.. read.Parameters];
        Assert.All(expected.Parameters.Zip(other), pair =>
        {
            Assert.Equal(pair.First.Name, pair.Second.Name);
            Near.Equal(pair.First.Value, pair.Second.Value, 0, pair.First.Name);
        });
    }

    [Fact]
    public void A_rank_beyond_memory_is_refused_by_the_files_shapes()
    {
        using TemporaryFolder folder = ModelCopy.OfFolder(Repository.Golden("models/smolvlm-tiny/lora"));
        ModelCopy.Edit(folder.At("adapter_config.json"), json => json["r"] = 1_000_000_000);
        using LoadedModel loaded = LoadedModel.Load(ModelCopy.Original("smolvlm-tiny"), TorchModelOptions.Default);

        string message = Assert.Throws<MpaException>(() => LoraAdapters.Load(loaded.Network, folder.Root)).Message;

        Assert.Contains("1000000000", message);
    }

    private static LoraConfig Read(string keys)
    {
        using TemporaryFolder folder = new();
        folder.Write("adapter_config.json", $$"""{"peft_type": "LORA", {{keys}}}""");
        return LoraConfig.Load(folder.Root);
    }
}
