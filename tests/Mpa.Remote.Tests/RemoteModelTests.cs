using System.Text.Json.Nodes;
using Mpa.Models;
using Mpa.Recipes;
using Mpa.Remote.Http;
using Mpa.Remote.Tests.Fakes;
using Mpa.Testing;

namespace Mpa.Remote.Tests;

public sealed class RemoteModelTests
{
    [Fact]
    public async Task A_request_holds_images_first_then_the_text_and_every_option_under_its_published_name()
    {
        const string extra = """{"chat_template_kwargs":{"enable_thinking":false},"a.b":1}""";
        using Served served = new(_ => Reactions.Reply("7"), options => options with { ExtraBody = extra });
        SamplingOptions sampling = new(
            MaxNewTokens: 24,
            Temperature: 0.5,
            TopP: 0.9,
            TopK: 20,
            RepetitionPenalty: 1.1,
            Seed: 0xFFFF_FFFF_FFFF_FFFF,
            MinNewTokens: 2,
            Stop: ["\n"]);

        await served.AskAsync(served.Request("How many?", sampling));

        Asked asked = Assert.Single(served.Server.Asked);
        JsonObject body = asked.Body;
        Assert.Equal("/v1/chat/completions", asked.Path);
        Assert.Equal(
            ["image_url", "text"],
            body["messages"]![0]!["content"]!.AsArray().Select(part => (string)part!["type"]!));
        Assert.StartsWith("data:image/png;base64,", Assert.Single(asked.Images));
        body.Remove("messages");
        const string expected = """
            {"temperature":0.5,"top_p":0.9,"model":"served-model","stop":["\n"],"seed":2147483647,"max_tokens":24,
            "top_k":20,"repetition_penalty":1.1,"min_tokens":2,"chat_template_kwargs":{"enable_thinking":false},"a.b":1}
            """;
        Assert.Equal(expected.ReplaceLineEndings(""), body.ToJsonString());
    }

    [Fact]
    public async Task A_request_about_several_images_holds_all_of_them_in_their_order()
    {
        using Served served = new(_ => Reactions.Reply("7"));
        string[] files = [.. Enumerable.Range(1, 8).Select(page => served.WriteImage($"{page}.png", 10 * page, 30))];

        await served.AskAsync(served.Request() with { Images = [.. files.Select(file => new RequestImage(file))] });

        Assert.Equal(
            files.Select(file => $"data:image/png;base64,{Convert.ToBase64String(File.ReadAllBytes(file))}"),
            Assert.Single(served.Server.Asked).Images);
    }

    [Fact]
    public async Task A_reply_comes_with_its_tokens_and_what_the_server_calls_itself()
    {
        using Served served = new(_ => Reactions.Reply("7", promptTokens: 812, replyTokens: 3));

        ModelReply reply = await served.AskAsync();

        Assert.Equal(
            ("7", FinishReason.Stop, 812, 3, "served-model-2025 fp_1"),
            (reply.Text, reply.Finish, reply.PromptTokens, reply.ReplyTokens, reply.Reported));
    }

    [Theory]
    [InlineData("length", FinishReason.Length)]
    [InlineData("content_filter", FinishReason.Refusal)]
    [InlineData("eos", FinishReason.Stop)]
    public async Task A_reason_to_finish_is_told(string reason, FinishReason expected)
    {
        using Served served = new(_ => Reactions.Reply("Question: wh", reason));

        ModelReply reply = await served.AskAsync();

        Assert.Equal(("Question: wh", expected, null), (reply.Text, reply.Finish, reply.Error));
    }

    [Fact]
    public async Task Words_of_a_refusal_are_kept()
    {
        using Served served = new(_ => Reactions.Body("""
            {"choices":[{"message":{"content":null,"refusal":"I can't look at faces."},"finish_reason":"stop"}]}
            """));

        ModelReply reply = await served.AskAsync();

        Assert.Equal(("I can't look at faces.", FinishReason.Refusal), (reply.Text, reply.Finish));
    }

    [Fact]
    public async Task A_filter_that_answers_with_an_error_is_a_refusal_too()
    {
        using Served served = new(_ => Reactions.Status(400, "The prompt was filtered.", "content_filter"));

        ModelReply reply = await served.AskAsync();

        Assert.Equal(("The prompt was filtered.", FinishReason.Refusal, null), (reply.Text, reply.Finish, reply.Error));
    }

    [Theory]
    [InlineData("""{"choices":[]}""", "choices is empty")]
    [InlineData("""{"choices":"no"}""", "choices is missing or of a wrong type")]
    [InlineData("""{"choices":[{"message":{"content":42}}]}""", "neither a text nor a list")]
    [InlineData("""{"choices":[{"message":"hello"}]}""", "no message")]
    [InlineData("<html>busy</html>", "no JSON")]
    [InlineData("[]", "no JSON object")]
    [InlineData("""{"error":{"message":"upstream died"}}""", "upstream died")]
    public async Task What_is_no_reply_is_tried_again_and_then_told(string body, string expected)
    {
        using Served served = new(_ => Reactions.Body(body), options => options with { Retries = 2 });

        ModelReply reply = await served.AskAsync();

        Assert.Equal(("", FinishReason.Error), (reply.Text, reply.Finish));
        Assert.Contains(expected, reply.Error);
        Assert.Equal(3, served.Server.Asked.Count);
    }

    [Fact]
    public async Task Content_in_parts_and_missing_fields_are_read()
    {
        using Served served = new(_ => Reactions.Body("""
            {"choices":[{"message":{"content":[{"type":"text","text":"sev"},{"type":"text","text":"en"}]}}],
            "usage":{"prompt_tokens":"12"}}
            """));

        ModelReply reply = await served.AskAsync();

        Assert.Equal(("seven", FinishReason.Stop, null), (reply.Text, reply.Finish, reply.Reported));
        Assert.True(
            reply is { PromptTokens: > 0, ReplyTokens: > 0 }, "tokens are guessed where the server counts none");
    }

    [Fact]
    public async Task A_request_the_server_finds_fault_with_is_not_tried_again()
    {
        using Served served = new(
            asked => asked.Question == "bad" ? Reactions.Status(400, "image too small") : Reactions.Reply("7"));

        ModelReply[] replies = await served.AskEachAsync([served.Request("good"), served.Request("bad")]);

        Assert.Equal([null, "HTTP 400: image too small"], replies.Select(reply => reply.Error));
        Assert.Equal(2, served.Server.Asked.Count);
    }

    [Theory]
    [InlineData(401, "Is the key in TEST_KEY right?")]
    [InlineData(404, "Is the model's name right")]
    [InlineData(402, "HTTP 402")]
    public async Task What_every_request_meets_stops_at_once(int status, string expected)
    {
        using Served served = new(
            _ => Reactions.Status(status), options => options with { KeyVariable = "TEST_KEY" }, key: "sk-1234567890");

        MpaException error = await Assert.ThrowsAsync<MpaException>(() => served.AskAsync());

        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public async Task Another_model_than_the_recipe_means_is_noticed()
    {
        using Served served = new(_ => Reactions.Reply("7"), options => options with { Reports = "served-model-2024" });

        MpaException error = await Assert.ThrowsAsync<MpaException>(() => served.AskAsync());

        Assert.Contains("reports served-model-2025 fp_1, but teacher.reports is \"served-model-2024\"", error.Message);
    }

    [Fact]
    public void The_fingerprint_is_of_the_model_not_of_its_address_key_limits_or_prices()
    {
        ServerOptions here = new() { Url = "http://localhost:1/v1", Model = "m" };
        ServerOptions there = here with
        {
            Url = "https://elsewhere/v1",
            KeyVariable = "K",
            Concurrency = 3,
            InputPrice = 2,
            Budget = 9,
            Timeout = 5,
            Retries = 1,
            Failures = 1,
            Patience = 2,
        };

        Assert.Equal(RemoteModel.FingerprintOf(here), RemoteModel.FingerprintOf(there));
        ServerOptions[] others =
        [
            here,
            here with { Model = "n" },
            here with { Revision = "2" },
            here with { ExtraBody = "{}" },
            here with { MaxPixels = 99 },
        ];
        Assert.Equal(others.Length, others.Select(RemoteModel.FingerprintOf).Distinct().Count());
    }
}

public sealed class RemoteModelContractTests : VisionLanguageModelContract, IDisposable
{
    private readonly Served _served = new(asked =>
        Reactions.Reply($"{asked.Question} drawn with {asked.Body["seed"]}"));

    public void Dispose() => _served.Dispose();

    protected override IVisionLanguageModel Open() =>
        new RemoteModel(_served.Section, new ApiKey(null), _served.Time, ServerHandler.Network);

    protected override IReadOnlyList<ModelRequest> Requests() =>
        [
            _served.Request("one"),
            _served.Request("two"),
            _served.Request("three", new SamplingOptions(Temperature: 1, Seed: 9)),
        ];

    protected override ModelRequest Failing() =>
        new([new RequestImage("/there/is/no/such.png")], "What is it?", new SamplingOptions());
}
