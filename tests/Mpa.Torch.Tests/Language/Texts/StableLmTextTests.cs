using Mpa.Testing;
using Mpa.Torch.Checkpoints;
using Mpa.Torch.Language.Texts;

namespace Mpa.Torch.Tests.Language.Texts;

public sealed class StableLmTextTests
{
    [Theory]
    [InlineData("rope_pct", "0.5", 8)]
    [InlineData("partial_rotary_factor", "0.5", 8)]
    [InlineData("unknown", "0.5", 4)]
    public void The_rotated_share_of_a_head_is_read_in_both_spellings(string key, string share, int width)
    {
        using TemporaryFolder folder = new();
        string config = folder.Write(
            "config.json",
            $$"""{"hidden_size":32,"num_attention_heads":2,"num_key_value_heads":2,"{{key}}":{{share}}}""");

        Assert.Equal(width, StableLmText.Model.Read(ConfigReader.Open(config)).Rotary.Width);
    }
}
