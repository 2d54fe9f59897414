using Mpa.Torch.Checkpoints;

namespace Mpa.Torch.Tests.Checkpoints;

public sealed class NameTableTests
{
    private static readonly NameTable Names = new(
        new("text.layers.#.attn.out.*", "model.blocks.#.proj.*"),
        new("text.layers.*", "model.blocks.*"),
        new("head", "lm_head.weight"));

    [Theory]
    [InlineData("text.layers.12.attn.out.weight", "model.blocks.12.proj.weight")]
    [InlineData("text.layers.12.mlp.up.bias", "model.blocks.12.mlp.up.bias")]
    [InlineData("head", "lm_head.weight")]
    public void The_first_rule_that_fits_changes_a_name_and_changes_it_back(string own, string stored)
    {
        Assert.Equal(stored, Names.StoredOf(own));
        Assert.Equal(own, Names.OwnOf(stored));
    }

    [Theory]
    [InlineData("model.blocks.")]
    [InlineData("model.block.0.weight")]
    [InlineData("lm_head.weights")]
    [InlineData("")]
    public void A_name_that_no_rule_takes_is_nobodys(string stored) => Assert.Null(Names.OwnOf(stored));

    [Fact]
    public void A_number_is_digits_alone() => Assert.Equal(
        "text.layers.x.proj.weight", Names.OwnOf("model.blocks.x.proj.weight"));

    [Fact]
    public void The_path_of_a_module_is_its_weights_without_the_weight() =>
        Assert.Equal("model.blocks.3.proj", Names.PathOf("text.layers.3.attn.out"));
}
