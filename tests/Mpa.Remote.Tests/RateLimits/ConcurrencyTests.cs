using Mpa.Models;
using Mpa.Remote.Failures;
using Mpa.Remote.RateLimits;
using Mpa.Remote.Tests.Fakes;

namespace Mpa.Remote.Tests.RateLimits;

public sealed class ConcurrencyTests
{
    private const int Requests = 1500;

    [Theory]
    [InlineData(6)]
    [InlineData(20)]
    public async Task The_requests_under_way_settle_near_what_the_server_bears(int limit)
    {
        BoundedServer server = new(limit, Requests);

        await AskAllAsync(server);

        double[] settled = [.. server.UnderWay.Skip(Requests / 3).Take(Requests / 2).Select(count => (double)count)];
        TestContext.Current.SendDiagnosticMessage(
            $"limit {limit}: mean {settled.Average():0.0}, most {settled.Max()}, "
            + $"refused {server.Refused} of {Requests + server.Refused}");
        Assert.InRange(settled.Average(), 0.75 * limit, limit);
        Assert.True(server.Refused < Requests / 8, $"{server.Refused} of {Requests} refused");
    }

    [Fact]
    public async Task A_limit_that_changes_is_followed()
    {
        BoundedServer server = new(16, Requests);
        server.OnAnswered = answered => server.Limit = answered switch { < 500 => 16, < 1000 => 4, _ => 16 };

        await AskAllAsync(server);

        Assert.InRange(server.UnderWay[700..950].Average(), 2.5, 4);
        Assert.InRange(server.UnderWay[1250..1450].Average(), 11, 16);
    }

    [Fact]
    public async Task No_more_are_under_way_than_the_recipe_allows()
    {
        BoundedServer server = new(100, 200);

        await AskAllAsync(server, concurrency: 8, requests: 200);

        Assert.Equal((8, 0), (server.UnderWay.Max(), server.Refused));
    }

    [Fact]
    public async Task Requests_a_minute_are_kept()
    {
        using Served served = new(_ => Reactions.Reply("7"), options => options with { RequestsPerMinute = 60 });

        await served.AskEachAsync(served.Requests(185));

        Assert.InRange(served.Time.Passed.TotalSeconds, 179.9, 181);
    }

    [Fact]
    public async Task Tokens_a_minute_are_kept()
    {
        using Served served = new(_ => Reactions.Reply("7"), options => options with { TokensPerMinute = 6000 });
        ModelRequest request = new([], new string('x', 360), new SamplingOptions(9)); // 91 tokens read, 9 written

        await served.AskEachAsync([.. Enumerable.Repeat(request, 65)]);

        Assert.InRange(served.Time.Passed.TotalSeconds, 59.9, 61);
    }

    [Theory]
    [InlineData("Retry-After", "7", 7)]
    [InlineData("Retry-After", "Sat, 20 Sep 2025 12:00:09 GMT", 9)]
    [InlineData("retry-after-ms", "2500", 2.5)]
    public async Task A_server_that_asks_to_wait_is_left_alone_for_so_long(string header, string value, double seconds)
    {
        using Served served = new(asked =>
            asked.Number == 1 ? Reactions.Status(429, headers: (header, value)) : Reactions.Reply("7"));

        await served.AskAsync();

        Assert.InRange(served.Time.Passed.TotalSeconds, seconds, seconds + 3);
    }

    [Fact]
    public async Task A_server_with_nothing_left_is_left_alone_until_its_reset()
    {
        using Served served = new(_ => async context =>
        {
            context.Response.Headers["x-ratelimit-remaining-requests"] = "0";
            context.Response.Headers["x-ratelimit-reset-requests"] = "12s";
            await Reactions.Reply("7")(context);
        });

        await served.AskAsync();
        await served.AskAsync();

        Assert.InRange(served.Time.Passed.TotalSeconds, 12, 13);
    }

    [Fact]
    public async Task A_server_that_asks_to_wait_for_hours_stops_the_run()
    {
        using Served served = new(_ => Reactions.Status(429, headers: ("Retry-After", "7200")));

        ServerGivenUpException error = await Assert.ThrowsAsync<ServerGivenUpException>(() => served.AskAsync());

        Assert.Contains("asks to wait for 120 minutes", error.Message);
    }

    private static async Task AskAllAsync(BoundedServer server, int concurrency = 64, int requests = Requests)
    {
        using Served served = new(_ => server.ReactAsync, options => options with { Concurrency = concurrency });
        server.Room = () => served.Model.Capacity;
        served.Time.OnTimer = server.Release;

        ModelRequest[] all =
            [.. Enumerable.Range(0, requests).Select(i => new ModelRequest([], $"{i}", new SamplingOptions()))];
        ModelReply[] replies = await served.AskEachAsync(all);

        Assert.All(replies, reply => Assert.Equal("7", reply.Text));
    }
}

public sealed class RateHeadersTests
{
    [Theory]
    [InlineData("1s", 1)]
    [InlineData("6m0s", 360)]
    [InlineData("20ms", 0.02)]
    [InlineData("1h2m3.5s", 3723.5)]
    [InlineData("12", 12)]
    [InlineData("0.25", 0.25)]
    [InlineData("-3", 0)]
    public void Durations_as_servers_write_them(string text, double seconds) =>
        Assert.Equal(seconds, RateHeaders.Duration(text)!.Value.TotalSeconds, 6);

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("5 s")]
    public void What_is_no_duration_says_nothing(string text) => Assert.Null(RateHeaders.Duration(text));

    [Fact]
    public void A_number_beyond_all_dates_is_a_long_time() =>
        Assert.True(RateHeaders.Duration("1e300")!.Value > TimeSpan.FromDays(100));
}
