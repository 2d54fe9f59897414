using System.Text.Json.Nodes;
using Mpa.Models;
using Mpa.Recipes;
using Mpa.Remote.Batches;
using Mpa.Remote.Tests.Fakes;
using Mpa.Testing;

namespace Mpa.Remote.Tests.Conversations;

/// <summary>How servers are told how much to think, each in the way it takes.</summary>
public sealed class ThinkingSwitchTests
{
    private static readonly string[] Fields =
    [
        "reasoning_effort", "chat_template_kwargs", "thinking_token_budget", "thinking_budget_tokens", "max_tokens",
    ];

    private static readonly string[] Template = ["chat_template_kwargs"];
    private static readonly ReplyForm Form = new("pair", """{"type":"object"}""", _ => null);

    [Theory]
    [InlineData(null, "auto", 0, """{"max_tokens":128}""")]
    [InlineData(
        "off",
        "auto",
        0,
        """
        {"reasoning_effort":"none","chat_template_kwargs":{"enable_thinking":false,"thinking":false},
        "max_tokens":128}
        """)]
    [InlineData("off", "effort", 0, """{"reasoning_effort":"none","max_tokens":128}""")]
    [InlineData("low", "effort", 0, """{"reasoning_effort":"low","max_tokens":128}""")]
    [InlineData("on", "effort", 500, """{"reasoning_effort":"medium","max_tokens":628}""")]
    [InlineData(
        "on",
        "template",
        0,
        """{"chat_template_kwargs":{"enable_thinking":true,"thinking":true},"max_tokens":128}""")]
    [InlineData(
        "high",
        "template",
        500,
        """
        {"chat_template_kwargs":{"enable_thinking":true,"thinking":true,"reasoning_effort":"high",
        "thinking_budget":500},"thinking_token_budget":500,"thinking_budget_tokens":500,"max_tokens":628}
        """)]
    [InlineData(
        null,
        "auto",
        500,
        """{"thinking_token_budget":500,"thinking_budget_tokens":500,"max_tokens":628}""")]
    [InlineData(null, "effort", 500, """{"max_tokens":628}""")]
    public async Task The_switch_is_sent_as_servers_take_it(string? thinking, string by, int tokens, string expected)
    {
        using Served served = Of(_ => Reactions.Reply("7"), thinking, by, tokens);

        await served.AskAsync();

        JsonObject body = Assert.Single(served.Server.Asked).Body;
        JsonObject told = new(Fields
            .Where(body.ContainsKey)
            .Select(field => KeyValuePair.Create(field, body[field]?.DeepClone())));
        Assert.Equal(expected.ReplaceLineEndings(""), told.ToJsonString());
        Assert.Null(served.Model.Notice);
    }

    [Theory]
    [InlineData("chat_template_kwargs")] // OpenAI
    [InlineData("reasoning_effort")] // an older vLLM, to which "none" is no effort
    [InlineData("thinking_token_budget")] // vLLM without a reasoning parser
    public async Task A_field_that_is_refused_is_left_out_from_then_on(string refused)
    {
        using Served served = Of(
            asked => asked.Body.ContainsKey(refused)
                ? Reactions.Status(400, $"Unrecognized request argument: {refused}")
                : Reactions.Reply("7"),
            "low",
            "auto",
            tokens: 500);

        ModelReply first = await served.AskAsync();
        int tries = served.Server.Asked.Count;
        await served.AskAsync();

        Assert.Equal(("7", tries + 1), (first.Text, served.Server.Asked.Count));
        JsonObject body = served.Server.Asked.Last().Body;
        Assert.True(body.ContainsKey("reasoning_effort") || body.ContainsKey("chat_template_kwargs"));
        Assert.Equal(628, (int)body["max_tokens"]!);
        Assert.Null(served.Model.Notice);
    }

    [Fact]
    public async Task A_server_that_takes_no_way_is_asked_without_and_that_is_told()
    {
        using Served served = Of(
            asked => Fields.SkipLast(1).Any(asked.Body.ContainsKey)
                ? Reactions.Status(400, "unknown key reasoning_effort")
                : Reactions.Reply("7"),
            "off");

        ModelReply reply = await served.AskAsync();
        await served.AskAsync();

        Assert.Equal("7", reply.Text);
        Assert.Equal(5, served.Server.Asked.Count);
        Assert.Equal(
            $"{served.Server.Url} doesn't understand teacher.thinking: off (HTTP 400: unknown key reasoning_effort): "
            + "it is asked without. Where it takes it otherwise, say so by teacher.extraBody.",
            served.Model.Notice);
    }

    [Fact]
    public async Task A_server_that_takes_the_switch_and_thinks_all_the_same_is_told()
    {
        using Served served = Of(_ => Reactions.Reply("<think>hm</think>7"), "off");

        await served.AskAsync();

        Assert.Equal(
            $"{served.Server.Url} takes teacher.thinking: off, and its model thinks all the same.",
            served.Model.Notice);
    }

    [Fact]
    public async Task A_request_that_is_wrong_by_itself_doesnt_take_the_switch_from_those_after_it()
    {
        using Served served = Of(
            asked => asked.Question == "wrong" ? Reactions.Status(400, "bad image") : Reactions.Reply("7"), "off");

        ModelReply wrong = await served.AskAsync("wrong");
        await served.AskAsync("right");
        int before = served.Server.Asked.Count;
        await served.AskAsync("wrong");

        Assert.Equal("HTTP 400: bad image", wrong.Error);
        Assert.Equal(before + 1, served.Server.Asked.Count);
        Assert.True(served.Server.Asked.Last().Body.ContainsKey("chat_template_kwargs"));
        Assert.Null(served.Model.Notice);
    }

    [Fact]
    public async Task A_server_without_schemas_and_one_of_the_ways_keeps_the_other_way()
    {
        using Served served = Of(
            asked => asked.Body.ContainsKey("response_format") ? Reactions.Status(400, "no schemas here")
                : asked.Body.ContainsKey("chat_template_kwargs") ? Reactions.Status(400, "no chat_template_kwargs here")
                : Reactions.Reply("7"),
            "off",
            change: options => options with { Structured = "auto" });

        ModelReply reply = await served.AskAsync(served.Request(form: Form));
        await served.AskAsync(served.Request(form: Form));

        Assert.Equal("7", reply.Text);
        JsonObject body = served.Server.Asked.Last().Body;
        Assert.Equal(("none", false), ((string?)body["reasoning_effort"], body.ContainsKey("response_format")));
        Assert.Null(served.Model.Notice);
    }

    [Fact]
    public async Task A_batch_says_it_as_OpenAI_takes_it_unless_the_recipe_says_how()
    {
        using Served served = Of(_ => Reactions.Reply("7"), "low");
        using TemporaryFolder folder = new();

        await WriteAsync(served.Options, folder.At("auto.jsonl"));
        await WriteAsync(served.Options with { ThinkingBy = "template" }, folder.At("template.jsonl"));

        Assert.Equal(["reasoning_effort"], Told(folder.At("auto.jsonl")));
        Assert.Equal(Template, Told(folder.At("template.jsonl")));

        Task WriteAsync(ServerOptions options, string path) => BatchFile.WriteAsync(
            options, [served.Request()], path, TestContext.Current.CancellationToken);
    }

    private static IEnumerable<string> Told(string batch)
    {
        JsonObject body = JsonNode.Parse(File.ReadAllText(batch))!["body"]!.AsObject();
        return Fields.SkipLast(1).Where(body.ContainsKey);
    }

    private static Served Of(
        Func<Asked, Reaction> react,
        string? thinking,
        string by = "auto",
        int tokens = 0,
        Func<ServerOptions, ServerOptions>? change = null) => new(react, options =>
    {
        ServerOptions all = options with { Thinking = thinking, ThinkingBy = by, ThinkingTokens = tokens };
        return change?.Invoke(all) ?? all;
    });
}
