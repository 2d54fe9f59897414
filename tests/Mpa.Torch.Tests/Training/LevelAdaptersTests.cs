using Mpa.Leveling;
using Mpa.Models;
using Mpa.Testing;
using Mpa.Torch.Generation;
using Mpa.Torch.Lora;
using Mpa.Torch.Tests.Golden;
using Mpa.Torch.Training;
using static TorchSharp.torch;

namespace Mpa.Torch.Tests.Training;

/// <summary>What a recipe says of adapters, on the small SmolVLM of the goldens.</summary>
public sealed class LevelAdaptersTests : IDisposable
{
    private static readonly LevelOptions Small = new() { Rank = 4, Alpha = 8 };

    private readonly LoadedModel _model = LoadedModel.Load(ModelCopy.Original("smolvlm-tiny"), WeightType.Float32);

    public void Dispose() => _model.Dispose();

    [Theory]
    [InlineData("q_proj", "vision_model", true)]
    [InlineData("proj", "connector.modality_projection", true)]
    [InlineData("patch_embedding", "vision_model.embeddings", true)]
    [InlineData(@".*text_model.*\.(q|v)_proj", "text_model", true)]
    [InlineData(@".*text_model.*\.(q|v)_proj", "vision_model", false)]
    [InlineData("all-linear", "connector", true)]
    [InlineData("all-linear", "vision_model", true)]
    [InlineData("all-linear", "lm_head", false)]
    [InlineData("all-linear", "patch_embedding", false)]
    public void Targets_are_names_an_expression_or_all_linear_layers(string target, string part, bool adapted)
    {
        using LoraAdapters adapters = Attach(Small with { Targets = [target] });

        Assert.Equal(adapted, adapters.Parameters.Any(p => p.Name.Contains(part, StringComparison.Ordinal)));
    }

    [Fact]
    public void Ranks_and_alphas_of_their_own_and_the_root_are_followed()
    {
        LevelOptions options = Small with
        {
            Ranks = ["layers.0.mlp.down_proj=2", "down_proj=6"],
            Alphas = [@".*q_proj=12"],
            RootScale = true,
        };
        LoraConfig config = LevelAdapters.Config(_model.Network, options);

        Assert.Equal(2, config.RankOf("model.text_model.layers.0.mlp.down_proj"));
        Assert.Equal(6, config.RankOf("model.text_model.layers.1.mlp.down_proj"));
        Assert.Equal(6, config.ScaleOf("model.text_model.layers.1.self_attn.q_proj"));
        Assert.Equal(4, config.ScaleOf("model.text_model.layers.1.self_attn.v_proj"));
    }

    [Theory]
    [InlineData("down_proj")]
    [InlineData("=4")]
    [InlineData("down_proj=2.5")]
    [InlineData("down_proj=0")]
    [InlineData("down_proj=1e300")]
    [InlineData("(=4")]
    public void A_rank_that_cannot_be_read_is_named(string rank)
    {
        string message = Assert.Throws<MpaException>(
            () => LevelAdapters.Config(_model.Network, Small with { Ranks = [rank] })).Message;

        Assert.StartsWith("level.ranks", message);
    }

    [Theory]
    [InlineData("embed_tokens")]
    [InlineData("nothing_of_this_name")]
    public void A_target_that_is_not_to_be_had_is_named(string target) =>
        Assert.Contains(target, Assert.Throws<MpaException>(() => Attach(Small with { Targets = [target] })).Message);

    [Fact]
    public void A_fresh_adapter_changes_nothing_and_a_changed_one_is_the_same_attached_saved_and_merged()
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using TemporaryFolder folder = new();
        Tensor before = Logits();
        LevelOptions options = Small with
        {
            Dora = true,
            RootScale = true,
            Dropout = 0.1,
            Ranks = ["down_proj=2"],
            Alphas = ["v_proj=3"],
            Targets = [@".*text_model.*_proj"],
        };
        Tensor attached;
        using (LoraAdapters adapters = Attach(options))
        {
            Near.Equal(before, Logits(), 1e-5, "fresh");
        }

        Near.Equal(before, Logits(), 0, "let go");
        using (LoraAdapters adapters = Attach(options))
        {
            foreach ((_, TorchSharp.Modules.Parameter value) in adapters.Parameters.Where(p => p.Name.Contains("_B.")))
            {
                value.copy_(full_like(value, 0.05));
            }

            attached = Logits();
            adapters.Save(folder.Root, "base");
        }

        using LoraAdapters again = LoraAdapters.Load(_model.Network, folder.Root);
        Near.Equal(attached, Logits(), 0, "read back");
        again.Merge();
        Near.Equal(attached, Logits(), 1e-4, "merged");
        Assert.True(attached.add(before, MinusOne).abs().max().item<float>() > 1e-3, "the adapter changes nothing");
    }

    [Fact]
    public void Fresh_adapters_bear_the_names_of_todays_transformers_whatever_the_folders_age()
    {
        using LoadedModel old = LoadedModel.Load(ModelCopy.Original("qwen2vl-tiny"), WeightType.Float32);
        using LoraAdapters adapters = LoraAdapters.Attach(
            old.Network, LevelAdapters.Config(old.Network, Small with { Targets = ["q_proj", "qkv"] }), seed: 1);

        Assert.Contains(old.Network.Parameters, p => p.Name == "model.layers.0.self_attn.q_proj.weight");
        Assert.All(adapters.Parameters, p => Assert.Matches(
            @"^base_model\.model\.model\.(language_model\.layers|visual\.blocks)\.", p.Name));
    }

    [Fact]
    public void What_dropout_drops_follows_from_seed_and_step_and_nothing_is_dropped_where_nothing_trains()
    {
        using IDisposable scope = NewDisposeScope();
        using LoraDropout dropout = new(0.25, seed: 7);
        Tensor x = ones(100, 100);
        dropout.Begin(3);
        Tensor first = dropout.Apply(x);
        Tensor second = dropout.Apply(x);
        dropout.Begin(3);

        Near.Equal(first, dropout.Apply(x), 0, "the same step");
        Assert.False(first.equal(second).all().item<bool>());
        Assert.Equal(0.75, first.to_type(ScalarType.Bool).to_type(ScalarType.Float32).mean().item<float>(), 0.02);
        Assert.Equal(1, first.mean().item<float>(), 0.03);
        using IDisposable noGradient = no_grad();
        Assert.Same(x, dropout.Apply(x));
    }

    private static TorchSharp.Scalar MinusOne => -1;

    private LoraAdapters Attach(LevelOptions options) =>
        LoraAdapters.Attach(_model.Network, LevelAdapters.Config(_model.Network, options), seed: 1);

    private Tensor Logits()
    {
        Tensor ids = tensor(Enumerable.Range(5, 12).Select(id => (long)id).ToArray()).view(1, 12); // [1, L]
        Tensor positions = arange(12, ScalarType.Int64).view(1, 12); // [1, L]
        Tensor hidden = _model.Network.Hidden(_model.Network.Embed(ids, null), positions, mask: null); // [1, L, D]
        return _model.Network.Logits(hidden); // [1, L, V]
    }
}
