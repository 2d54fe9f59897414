using Mpa.Models;
using Mpa.Testing;
using Mpa.Torch.Generation;

namespace Mpa.Torch.Tests.Generation;

public sealed class SamplingRulesTests
{
    [Theory]
    [InlineData("""{"eos_token_id": 5}""", """{"eos_token_id": 6}""", new[] { 5, 9 })]
    [InlineData("""{"eos_token_id": [5, 7]}""", "{}", new[] { 5, 7, 9 })]
    [InlineData("{}", """{"eos_token_id": 6}""", new[] { 6, 9 })]
    [InlineData(null, """{"text_config": {"eos_token_id": [6, 8]}}""", new[] { 6, 8, 9 })]
    [InlineData(null, "{}", new[] { 9 })]
    public void End_tokens_are_read_from_the_first_file_that_names_them(
        string? generation, string config, int[] expected)
    {
        // Given
        using TemporaryFolder folder = new();
        folder.Write("config.json", config);
        if (generation is not null)
        {
            folder.Write("generation_config.json", generation);
        }

        // When, then
        Assert.Equal(expected, StopTokens.Load(folder.Root, turn: 9, vocabulary: 10));
    }

    [Fact]
    public void An_end_token_beyond_the_vocabulary_is_an_error()
    {
        using TemporaryFolder folder = new();
        folder.Write("config.json", """{"eos_token_id": 10}""");

        Assert.Contains("eos_token_id", Assert.Throws<MpaException>(() => StopTokens.Load(folder.Root, 9, 10)).Message);
    }

    [Theory]
    [InlineData(0, 0, 1, 0, 1, "MaxNewTokens")]
    [InlineData(1, -1, 1, 0, 1, "Temperature")]
    [InlineData(1, double.NaN, 1, 0, 1, "Temperature")]
    [InlineData(1, 1, 0, 0, 1, "TopP")]
    [InlineData(1, 1, 1.5, 0, 1, "TopP")]
    [InlineData(1, 1, 1, -1, 1, "TopK")]
    [InlineData(1, 1, 1, 0, 0, "RepetitionPenalty")]
    [InlineData(1, 1, 1, 0, 1e-50, "RepetitionPenalty")]
    [InlineData(1, 1, 1, 0, 11, "RepetitionPenalty")]
    public async Task Sampling_that_cannot_be_followed_is_an_error(
        int tokens, double temperature, double topP, int topK, double penalty, string named)
    {
        using TorchModel model = TrainedPair.Open("student");
        SamplingOptions sampling = new(tokens, temperature, topP, topK, penalty);

        ModelReply reply = await TrainedPair.AskAsync(model, new ModelRequest([], "What is it?", sampling));

        Assert.Contains(named, reply.Error);
    }

    [Fact]
    public async Task A_request_without_a_penalty_takes_the_models_own()
    {
        using TemporaryFolder folder = TrainedPair.Copy("student");
        folder.Write("generation_config.json", """{"repetition_penalty": 1.6}""");
        using TorchModel model = TorchModel.Load(folder.Root);
        ModelRequest request = TrainedPair.Mixed(new SamplingOptions(24, MinNewTokens: 24))[0];

        double?[] penalties = [null, 1.6, 1];
        ModelRequest[] requests = [.. penalties.Select(penalty =>
            request with { Sampling = request.Sampling with { RepetitionPenalty = penalty } })];
        IReadOnlyList<ModelReply> replies = await model.AskAsync(requests, TestContext.Current.CancellationToken);

        Assert.Equal(replies[1].Text, replies[0].Text);
        Assert.NotEqual(replies[2].Text, replies[0].Text);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1e-50")]
    [InlineData("\"much\"")]
    public void A_penalty_of_the_model_that_is_out_of_range_is_an_error(string penalty)
    {
        using TemporaryFolder folder = TrainedPair.Copy("student");
        folder.Write("generation_config.json", $$"""{"repetition_penalty": {{penalty}}}""");

        MpaException error = Assert.Throws<MpaException>(() => TorchModel.Load(folder.Root));

        Assert.Matches("generation_config.json.*repetition_penalty", error.Message);
    }
}
