using System.Globalization;
using Mpa.Models;
using Mpa.Recipes;
using Mpa.Remote.Failures;
using Mpa.Remote.Tests.Fakes;
using Mpa.Statistics;

namespace Mpa.Remote.Tests.Failures;

/// <summary>The bar: whatever a server does, every row ends answered or with a cause.</summary>
public sealed class HostileServerTests
{
    private const int Rows = 600;

    [Fact]
    public async Task Every_row_ends_answered_or_with_a_cause()
    {
        Served? served = null;
        using Served world = served = new(
            asked => React(asked, served!.Server),
            options => options with { Retries = 30, Failures = 0.2, Concurrency = 24 });
        ModelRequest[] requests = served.Requests(Rows);

        ModelReply[] replies = await served.AskEachAsync(requests);

        for (int i = 0; i < Rows; i++)
        {
            ModelReply reply = replies[i];
            Assert.Equal(
                Refused(i) ? FinishReason.Refusal : Poisoned(i) ? FinishReason.Error : FinishReason.Stop, reply.Finish);
            Assert.Equal(Refused(i) ? "no" : Poisoned(i) ? "" : $"answer {i}", reply.Text);
            Assert.Equal(Poisoned(i) ? "HTTP 422: this image is cursed" : null, reply.Error);
        }
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up_soon()
    {
        using Served served = new(_ => Reactions.Status(500, "out of memory"));

        ServerGivenUpException error = await Assert.ThrowsAsync<ServerGivenUpException>(() =>
            served.AskEachAsync(served.Requests(100)));

        Assert.Contains(
            "fails from the first request on: 12 tries in a row, the last with HTTP 500: out of memory", error.Message);
    }

    [Fact]
    public async Task A_server_that_answered_before_may_fail_for_a_while()
    {
        int down = 0;
        using Served served = new(
            asked => asked.Number > 10 && Interlocked.Increment(ref down) < 40
                ? Reactions.Status(500)
                : Reactions.Reply("7"),
            options => options with { Retries = 50 });

        ModelReply[] replies = await served.AskEachAsync(served.Requests(30));

        Assert.All(replies, reply => Assert.Equal("7", reply.Text));
    }

    [Fact]
    public async Task A_server_that_answered_before_and_stays_away_is_given_up_when_patience_ends()
    {
        using Served served = new(
            asked => asked.Number > 10 ? Reactions.Abort : Reactions.Reply("7"),
            options => options with { Retries = 1000 });

        ServerGivenUpException error = await Assert.ThrowsAsync<ServerGivenUpException>(() =>
            served.AskEachAsync(served.Requests(30)));

        Assert.Contains("for 15 minutes (teacher.patience)", error.Message);
        Assert.InRange(served.Time.Passed.TotalMinutes, 15, 60);
    }

    [Fact]
    public async Task Too_many_failures_stop_the_run_and_none_of_them_is_a_row()
    {
        using Served served = new(
            asked => asked.Number % 4 == 0 ? Reactions.Status(400, "bad image") : Reactions.Reply("7"),
            options => options with { Failures = 0.1 });
        List<ModelReply> given = [];

        ServerGivenUpException error = await Assert.ThrowsAsync<ServerGivenUpException>(async () =>
        {
            CancellationToken cancellation = TestContext.Current.CancellationToken;
            await foreach ((_, ModelReply reply) in served.Model.AskEachAsync(served.Requests(500), cancellation))
            {
                given.Add(reply);
            }
        });

        Assert.Contains("20 × HTTP 400", error.Message);
        Assert.Contains("bad image", error.Message);
        Assert.All(given, reply => Assert.Null(reply.Error));
    }

    [Fact]
    public async Task A_hanging_request_is_given_up_and_tried_again()
    {
        Served? served = null;
        using Served world = served = new(asked => asked.Number == 1 ? served!.Server.Hang : Reactions.Reply("7"));

        ModelReply reply = await served.AskAsync();

        Assert.Equal("7", reply.Text);
        Assert.Equal(2, served.Server.Asked.Count);
        Assert.True(served.Time.Passed >= TimeSpan.FromSeconds(served.Options.Timeout));
    }

    [Fact]
    public async Task An_address_that_fails_is_left_out_while_another_answers()
    {
        using FakeServer broken = new(_ => Reactions.Status(500));
        using Served served = new(
            _ => Reactions.Reply("7"), options => options with { MoreUrls = [broken.Url], Retries = 50 });

        ModelReply[] replies = await served.AskEachAsync(served.Requests(200));

        Assert.All(replies, reply => Assert.Equal("7", reply.Text));
        Assert.InRange(broken.Asked.Count, 1, 60);
    }

    /// <summary>
    /// What happens to a request depends on its own number and that of its arrival, so that trying again may help.
    /// </summary>
    private static Reaction React(Asked asked, FakeServer server)
    {
        int row = int.Parse(asked.Question, CultureInfo.InvariantCulture);
        return (new SplitMix64((ulong)asked.Number).Next() % 20) switch
        {
            0 => Reactions.Status(429),
            1 => Reactions.Status(429, headers: ("Retry-After", "2")),
            2 => Reactions.Status(503, headers: ("Retry-After", "Sat, 20 Sep 2025 12:00:30 GMT")),
            3 => Reactions.Status(500),
            4 => Reactions.HalfBody,
            5 => Reactions.Abort,
            6 => Reactions.Body("{\"choices\": [{"),
            7 => Reactions.Body("""{"choices":[]}"""),
            8 => Reactions.Body("""{"choices":[{"message":{"content":{"a":1}}}]}"""),
            9 when asked.Number % 3 == 0 => server.Hang,
            _ when Refused(row) => Reactions.Reply("no", "content_filter"),
            _ when Poisoned(row) => Reactions.Status(422, "this image is cursed"),
            _ => Reactions.Reply($"answer {row}"),
        };
    }

    private static bool Refused(int row) => row % 100 == 7;

    private static bool Poisoned(int row) => row % 150 == 20;
}

public sealed class FailureReaderTests
{
    private static readonly ServerSection Section =
        new(ModelRole.Teacher, new ServerOptions { Url = "https://localhost/v1", Model = "m" });

    public static TheoryData<Exception> Broken =>
        [new HttpRequestException("reset"), new IOException("cut"), new ObjectDisposedException("stream")];

    [Theory]
    [MemberData(nameof(Broken), DisableDiscoveryEnumeration = true)]
    public void What_breaks_a_connection_is_tried_again(Exception exception) =>
        Assert.Equal(FailureKind.Server, FailureReader.Read(exception, Section)!.Kind);

    [Fact]
    public void An_error_of_our_own_is_no_failure_of_a_request()
    {
        Assert.Null(FailureReader.Read(new ServerGivenUpException("enough"), Section));
        Assert.Null(FailureReader.Read(new InvalidOperationException("a mistake"), Section));
    }
}
