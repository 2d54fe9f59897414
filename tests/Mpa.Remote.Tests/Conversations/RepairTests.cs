using System.Text.Json.Nodes;
using Mpa.Models;
using Mpa.Remote.Tests.Fakes;

namespace Mpa.Remote.Tests.Conversations;

public sealed class RepairTests
{
    private static readonly ReplyForm Form = new(
        "pair",
        """{"type":"object"}""",
        reply => reply.Contains("Answer", StringComparison.Ordinal) ? null : "no answer was found");

    [Fact]
    public async Task The_model_is_shown_what_was_wrong_and_its_first_reply_is_kept()
    {
        using Served served = new(
            asked => Reactions.Reply(asked.Turns == 1 ? "I see a chart." : "Answer: 7"),
            options => options with { Repairs = 2 });

        ModelReply reply = await served.AskAsync(served.Request(form: Form));

        Assert.Equal(("Answer: 7", 200, 20), (reply.Text, reply.PromptTokens, reply.ReplyTokens));
        Assert.Equal(["I see a chart."], reply.Earlier);
        Assert.Equal(2, served.Server.Asked.Count);
        Assert.StartsWith("This reply can't be used: no answer was found.", served.Server.Asked.Last().Text);
    }

    [Fact]
    public async Task There_are_as_many_turns_as_the_recipe_says()
    {
        using Served served = new(
            asked => Reactions.Reply($"turn {asked.Turns}"), options => options with { Repairs = 2 });

        ModelReply reply = await served.AskAsync(served.Request(form: Form));

        Assert.Equal("turn 5", reply.Text);
        Assert.Equal(["turn 1", "turn 3"], reply.Earlier);
    }

    [Theory]
    [InlineData("length")]
    [InlineData("content_filter")]
    public async Task A_truncation_or_refusal_is_not_repaired(string finish)
    {
        using Served served = new(
            _ => Reactions.Reply("Question: wh", finish), options => options with { Repairs = 2 });

        await served.AskAsync(served.Request(form: Form));

        Assert.Single(served.Server.Asked);
    }

    [Fact]
    public async Task A_repair_that_fails_leaves_the_first_reply()
    {
        using Served served = new(
            asked => asked.Turns == 1 ? Reactions.Reply("I see a chart.") : Reactions.Status(400),
            options => options with { Repairs = 2 });

        ModelReply reply = await served.AskAsync(served.Request(form: Form));

        Assert.Equal(("I see a chart.", null, null), (reply.Text, reply.Error, reply.Earlier));
    }

    [Fact]
    public async Task A_pair_is_asked_for_by_its_schema_and_a_question_is_not()
    {
        using Served served = new(_ => Reactions.Reply("Answer: 7"), options => options with { Structured = "auto" });

        await served.AskAsync(served.Request(form: Form));
        await served.AskAsync(served.Request());

        JsonNode?[] formats = [.. served.Server.Asked.Select(asked => asked.Body["response_format"])];
        Assert.Equal(
            """{"type":"json_schema","json_schema":{"name":"pair","schema":{"type":"object"}}}""",
            formats[0]!.ToJsonString());
        Assert.Null(formats[1]);
    }

    [Fact]
    public async Task A_server_that_knows_no_schema_is_asked_without_from_then_on()
    {
        using Served served = new(
            asked => asked.Body["response_format"] is null
                ? Reactions.Reply("Answer: 7")
                : Reactions.Status(400, "response_format is not supported"),
            options => options with { Structured = "auto" });

        ModelReply first = await served.AskAsync(served.Request(form: Form));
        ModelReply second = await served.AskAsync(served.Request(form: Form));

        Assert.Equal(("Answer: 7", "Answer: 7", 3), (first.Text, second.Text, served.Server.Asked.Count));
    }
}
