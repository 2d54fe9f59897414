using System.Text.Json;
using Mpa.Chats;
using Mpa.Models;
using Mpa.Testing;

namespace Mpa.Web.Tests;

public sealed class ChatTests
{
    [Fact]
    public async Task A_question_gets_the_models_reply_and_its_token_counts()
    {
        await using Served served = await Served.StartAsync();

        (int status, JsonElement body) = await served.AskAsync(Served.Question("\"max_tokens\":5,\"temperature\":0"));

        Assert.Equal(200, status);
        Snapshot.Match(WithoutId(body.GetRawText(), body), "plain");
        Assert.Equal(new SamplingOptions(5), Assert.Single(served.Model.Asked).Sampling with { Seed = 0 });
    }

    [Fact]
    public async Task A_stream_sends_each_piece_then_the_reason_the_counts_and_the_end()
    {
        await using Served served = await Served.StartAsync();

        IReadOnlyList<string> events = await served.StreamAsync(
            Served.Question("\"stream\":true,\"stream_options\":{\"include_usage\":true}"));

        JsonElement first = JsonElement.Parse(events[0]);
        Snapshot.Match(string.Join('\n', events.Select(line => WithoutId(line, first))), "stream");
    }

    [Fact]
    public async Task Turns_and_images_reach_the_model_as_they_were_sent_and_in_order()
    {
        await using Served served = await Served.StartAsync();
        string image = $$$"""{"type":"image_url","image_url":{"url":"{{{Served.DataUrl}}}","detail":"auto"}}""";
        string body = $$"""
            {"model":"small-tuned","messages":[
              {"role":"system","content":" Be brief. "},
              {"role":"user","content":[{"type":"text","text":"One:"},{{image}}]},
              {"role":"assistant","content":"red"},
              {"role":"user","content":[{{image}},{"type":"text","text":" And\nthis?"}]}]}
            """;

        (int status, _) = await served.AskAsync(body);

        ChatRequest request = Assert.Single(served.Model.Asked);
        string[] told = [.. request.Turns.Select(turn => $"{turn.Role}:{string.Join('|', turn.Parts.Select(Shown))}")];
        Assert.Equal((200, "small-tuned"), (status, request.Model));
        Assert.Equal(
            ["System: Be brief. ", "User:One:|<picture>", "Assistant:red", "User:<picture>| And\nthis?"], told);
        Assert.Equal([Served.Png, Served.Png], request.Images);
    }

    [Fact]
    public async Task Every_sampling_option_reaches_the_model()
    {
        await using Served served = await Served.StartAsync();

        await served.AskAsync(Served.Question("""
            "max_completion_tokens":9,"temperature":0.7,"top_p":0.9,"top_k":5,"repetition_penalty":1.1,
            "min_tokens":2,"seed":-1,"stop":["a","b"],"logprobs":true,"top_logprobs":3
            """));

        ChatRequest request = Assert.Single(served.Model.Asked);
        SamplingOptions expected = new(
            MaxNewTokens: 9,
            Temperature: 0.7,
            TopP: 0.9,
            TopK: 5,
            RepetitionPenalty: 1.1,
            Seed: ulong.MaxValue,
            MinNewTokens: 2);
        Assert.Equal(expected, request.Sampling with { Stop = null });
        Assert.Equal(["a", "b"], request.Sampling.Stop);
        Assert.Equal(3, request.TopLogProbabilities);
    }

    [Fact]
    public async Task Without_options_the_protocols_defaults_hold_and_no_two_seeds_are_equal()
    {
        await using Served served = await Served.StartAsync();

        await served.AskAsync(Served.Question());
        await served.AskAsync(Served.Question("""
            "n":1,"tools":[],"response_format":{"type":"text"},"user":"me","seed":null
            """));

        SamplingOptions[] sampling = [.. served.Model.Asked.Select(request => request.Sampling)];
        Assert.All(sampling, options =>
            Assert.Equal(new SamplingOptions(1024, Temperature: 1), options with { Seed = 0 }));
        Assert.NotEqual(sampling[0].Seed, sampling[1].Seed);
    }

    [Fact]
    public async Task Scores_are_told_where_they_are_asked_for()
    {
        await using Served served = await Served.StartAsync(
            new FakeChat { Words = ["é", "\uFFFD"], Finish = FinishReason.Length });

        (_, JsonElement body) = await served.AskAsync(Served.Question("\"logprobs\":true,\"top_logprobs\":2"));
        IReadOnlyList<string> events = await served.StreamAsync(Served.Question("\"logprobs\":true,\"stream\":true"));

        JsonElement first = JsonElement.Parse(events[0]);
        IEnumerable<string> lines = events
            .Select(line => WithoutId(line, first))
            .Prepend(WithoutId(body.GetRawText(), body));
        Snapshot.Match(string.Join('\n', lines), "scores");
    }

    [Fact]
    public async Task Models_are_listed_with_their_adapters()
    {
        await using Served served = await Served.StartAsync();

        string small = """{"id":"small","object":"model","created":1795521600,"owned_by":"mpa"}""";
        string tuned = """{"id":"small-tuned","object":"model","created":1795521600,"owned_by":"mpa"}""";
        Assert.Equal($$"""{"object":"list","data":[{{small}},{{tuned}}]}""", await served.GetAsync("/v1/models"));
        Assert.Equal(small, await served.GetAsync("/v1/models/small"));
    }

    [Theory]
    [InlineData("/v1/models/owner/small")]
    [InlineData("/v1/models/owner%2Fsmall")]
    [InlineData("/v1/models/owner%2fsmall")]
    public async Task A_name_with_a_slash_is_found_however_a_client_writes_it(string path)
    {
        await using Served served = await Served.StartAsync(new FakeChat { Names = ["owner/small"] });

        Assert.Contains("\"id\":\"owner/small\"", await served.GetAsync(path));
        Assert.Equal("""{"status":"ok"}""", await served.GetAsync("/health"));
    }

    [Fact]
    public async Task Metrics_count_requests_replies_and_tokens()
    {
        await using Served served = await Served.StartAsync();
        await served.AskAsync(Served.Question());
        await served.AskAsync("{}");

        string[] lines = (await served.GetAsync("/metrics")).Split('\n');

        Assert.Contains("mpa_http_requests_total{path=\"/v1/chat/completions\",status=\"200\"} 1", lines);
        Assert.Contains("mpa_http_requests_total{path=\"/v1/chat/completions\",status=\"400\"} 1", lines);
        Assert.Contains("mpa_replies_total{model=\"small\",end=\"stop\"} 1", lines);
        Assert.Contains("mpa_prompt_tokens_total{model=\"small\"} 7", lines);
        Assert.Contains("mpa_reply_tokens_total{model=\"small\"} 3", lines);
        Assert.Contains("mpa_first_token_seconds_count{model=\"small\"} 1", lines);
        Assert.Contains("mpa_requests_present 0", lines);
    }

    private static string Shown(ChatPart part) => part.Text ?? "<picture>";

    private static string WithoutId(string text, JsonElement body) =>
        text.Replace(body.GetProperty("id").GetString()!, "ID");
}
