using Mpa.Testing;
using Mpa.Torch.Generation;

namespace Mpa.Torch.Tests.Generation;

public sealed class StopTokensTests
{
    [Theory]
    [InlineData("""{"eos_token_id": 5}""", """{"eos_token_id": 6}""", new[] { 5 })]
    [InlineData("""{"eos_token_id": [5, 7]}""", "{}", new[] { 5, 7 })]
    [InlineData("{}", """{"eos_token_id": 6}""", new[] { 6 })]
    [InlineData(null, """{"text_config": {"eos_token_id": [6, 8]}}""", new[] { 6, 8 })]
    [InlineData(null, "{}", new[] { 9 })]
    public void They_are_read_from_the_first_file_that_names_them(string? generation, string config, int[] expected)
    {
        // Given
        using TemporaryFolder folder = new();
        folder.Write("config.json", config);
        if (generation is not null)
        {
            folder.Write("generation_config.json", generation);
        }

        // When, then
        Assert.Equal(expected, StopTokens.Load(folder.Root, fallback: 9, vocabulary: 10));
    }

    [Fact]
    public void An_id_beyond_the_vocabulary_is_an_error()
    {
        using TemporaryFolder folder = new();
        folder.Write("config.json", """{"eos_token_id": 10}""");

        Assert.Contains("eos_token_id", Assert.Throws<MpaException>(() => StopTokens.Load(folder.Root, 9, 10)).Message);
    }
}
