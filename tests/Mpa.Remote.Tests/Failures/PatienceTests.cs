using System.Globalization;
using Mpa.Models;
using Mpa.Remote.Failures;
using Mpa.Remote.Tests.Fakes;

namespace Mpa.Remote.Tests.Failures;

/// <summary>Being told to wait: how long, who waits, and what becomes of the others meanwhile.</summary>
public sealed class PatienceTests
{
    [Fact]
    public async Task Requests_that_are_always_turned_away_keep_no_other_waiting_and_end_as_rows()
    {
        using Served served = new(
            asked => Row(asked) is >= 100 and < 104 ? Reactions.Status(429, "slow down") : Reactions.Reply("7"),
            options => options with { Concurrency = 4 });

        ModelReply[] replies = await served.AskEachAsync(Texts(1500));

        Assert.Equal(1496, replies.Count(reply => reply.Text == "7"));
        Assert.All(replies[100..104], reply => Assert.StartsWith(
            "HTTP 429: turned away for 15 minutes (teacher.patience)", reply.Error));
        int[] rows = [.. served.Server.Asked.Select(Row)];
        int before = rows.TakeWhile(row => row != 500).Count(row => row is >= 100 and < 104);
        Assert.True(before < 250, $"{before} tries of the four before the others went on");
        Assert.True(rows.Length < 1496 + 250, $"{rows.Length} requests");
    }

    [Fact]
    public async Task A_server_that_only_turns_away_is_given_up_when_patience_ends()
    {
        using Served served = new(_ => Reactions.Status(429, "slow down"), options => options with { Patience = 5 });

        ServerGivenUpException error = await Assert.ThrowsAsync<ServerGivenUpException>(() =>
            served.AskEachAsync(Texts(1000)));

        Assert.Contains("has answered nothing but HTTP 429 for 5 minutes (teacher.patience)", error.Message);
        Assert.InRange(served.Time.Passed.TotalMinutes, 5, 8);
        Assert.InRange(served.Server.Asked.Count, 10, 300); // it isn't stormed meanwhile
    }

    [Fact]
    public async Task One_that_answered_before_and_then_only_turns_away_stops_the_run_with_all_answers_given()
    {
        using Served served = new(
            asked => Row(asked) < 100 ? Reactions.Reply("7") : Reactions.Status(503, "overloaded"),
            options => options with { Patience = 5, Failures = 0.05 });
        List<int> given = [];

        ServerGivenUpException error = await Assert.ThrowsAsync<ServerGivenUpException>(() =>
            GiveAsync(served, Texts(1000), given));

        Assert.Equal(Enumerable.Range(0, 100), given.Order());
        Assert.Contains("has answered nothing but HTTP 503 for 5 minutes (teacher.patience)", error.Message);
        Assert.InRange(served.Time.Passed.TotalMinutes, 5, 120); // many wait at once, each a while
    }

    [Fact]
    public async Task What_is_waited_for_is_told_while_it_lasts()
    {
        string? told = null;
        Served? served = null;
        using Served world = served = new(asked =>
        {
            told = asked.Number == 6 ? served!.Model.Waiting : told;
            return asked.Number < 7 ? Reactions.Status(429) : Reactions.Reply("7");
        });
        Assert.Null(served.Model.Waiting);

        await served.AskAsync();

        Assert.Matches(
            @"^waiting for the teacher's server: HTTP 429 for \d+ s; given up after 15 minutes \(teacher\.patience\)$",
            told);
        Assert.Null(served.Model.Waiting);
    }

    [Fact]
    public async Task Replies_under_way_when_a_run_stops_are_given_before_it_does()
    {
        using Served served = new(
            asked => Row(asked) == 9 ? Reactions.Status(401) : Reactions.Reply("7"),
            options => options with { Concurrency = 8 });
        List<int> given = [];

        await Assert.ThrowsAsync<MpaException>(() => GiveAsync(served, Texts(500), given));

        Assert.Equal(served.Server.Asked.Count - 1, given.Count);
    }

    [Fact]
    public async Task So_they_are_when_too_many_fail()
    {
        using Served served = new(
            asked => Row(asked) % 3 == 0 ? Reactions.Status(422) : Reactions.Reply("7"),
            options => options with { Concurrency = 32 });
        List<int> given = [];

        await Assert.ThrowsAsync<ServerGivenUpException>(() => GiveAsync(served, Texts(500), given));

        Assert.Equal(served.Server.Asked.Count(asked => Row(asked) % 3 != 0), given.Count);
    }

    [Fact]
    public async Task A_repair_that_stops_the_run_leaves_the_reply_before_it()
    {
        ReplyForm form = new("pair", """{"type":"object"}""", _ => "no answer was found");
        using Served served = new(
            asked => asked.Turns == 1 ? Reactions.Reply("I see a chart.") : Reactions.Status(401),
            options => options with { Repairs = 2 });

        ModelReply reply = await served.AskAsync(served.Request(form: form));

        Assert.Equal(("I see a chart.", null), (reply.Text, reply.Error));
    }

    private static int Row(Asked asked) => int.Parse(asked.Question, CultureInfo.InvariantCulture);

    private static ModelRequest[] Texts(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new ModelRequest([], $"{i}", new SamplingOptions()))];

    private static async Task GiveAsync(Served served, IEnumerable<ModelRequest> requests, List<int> given)
    {
        await foreach ((int index, _) in served.Model.AskEachAsync(requests, TestContext.Current.CancellationToken))
        {
            given.Add(index);
        }
    }
}
