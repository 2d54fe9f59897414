using System.Net;
using System.Text.Json;
using FsCheck;
using FsCheck.Xunit;

namespace Mpa.Web.Tests;

public sealed class QueueTests
{
    [Fact]
    public async Task One_request_more_than_the_queue_holds_is_told_when_to_come_again()
    {
        // Given: one is being answered, one waits.
        TaskCompletionSource held = new();
        await using Served served = await Served.StartAsync(
            new FakeChat { Hold = held.Task }, new ServeOptions { Parallel = 1, Queue = 1 });
        Task<(int Status, JsonElement Body)>[] inside =
            [served.AskAsync(Served.Question()), served.AskAsync(Served.Question())];
        await served.Model.BegunAsync();
        await served.Model.BegunAsync();

        // When
        using HttpResponseMessage refused = await served.SendAsync(Served.Question());
        held.SetResult();
        (int Status, JsonElement Body)[] answers = await Task.WhenAll(inside);
        (int later, _) = await served.AskAsync(Served.Question());

        // Then
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(2), refused.Headers.RetryAfter!.Delta);
        Assert.Equal([200, 200, 200], [.. answers.Select(answer => answer.Status), later]);
    }

    [Fact]
    public async Task Bodies_that_are_too_large_together_wait_outside()
    {
        // Given: one of two is being answered.
        string large = Served.Question(content: $"\"{new string('a', 600)}\"");
        TaskCompletionSource held = new();
        await using Served served = await Served.StartAsync(
            new FakeChat { Hold = held.Task }, new ServeOptions { MaxPendingBytes = 1000 });
        Task<(int Status, JsonElement Body)> inside = served.AskAsync(large);
        await served.Model.BegunAsync();

        // When
        (int refused, _) = await served.AskAsync(large);
        Task<(int Status, JsonElement Body)> small = served.AskAsync(Served.Question());
        held.SetResult();

        // Then
        Assert.Equal((429, 200, 200), (refused, (await inside).Status, (await small).Status));
        Assert.Equal(200, (await served.AskAsync(large)).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"stream\":true")]
    public async Task A_client_who_leaves_in_the_middle_of_a_reply_ends_it(string more)
    {
        await using Served served = await Served.StartAsync(new FakeChat { Hold = new TaskCompletionSource().Task });
        using CancellationTokenSource leave = new();
        Task asked = ReadAsync(served, Served.Question(more), leave.Token);
        await served.Model.BegunAsync();

        await leave.CancelAsync();

        await served.Model.Canceled.WaitAsync(TestContext.Current.CancellationToken);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        await served.Server.StopAsync(); // its place is free again, else this would wait for ever
        Assert.Equal("", served.Errors.ToString());
    }

    [Fact]
    public async Task A_server_that_stops_ends_the_replies_under_way_and_takes_no_new_ones()
    {
        // Given
        TaskCompletionSource held = new();
        await using Served served = await Served.StartAsync(new FakeChat { Hold = held.Task });
        Task<(int Status, JsonElement Body)> running = served.AskAsync(Served.Question());
        await served.Model.BegunAsync();

        // When
        Task stopped = served.Server.StopAsync();
        using HttpResponseMessage refused = await served.SendAsync(Served.Question());
        using HttpResponseMessage health = await served.Client.GetAsync(
            "/health", TestContext.Current.CancellationToken);
        bool early = stopped.IsCompleted;
        held.SetResult();

        // Then
        Assert.Equal(200, (await running).Status);
        await stopped.WaitAsync(TestContext.Current.CancellationToken);
        Assert.False(early);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        await Assert.ThrowsAsync<HttpRequestException>(() => served.GetAsync("/health"));
    }

    [Fact]
    public async Task A_reply_that_takes_too_long_is_ended()
    {
        ManualTime time = new();
        await using Served served = await Served.StartAsync(
            new FakeChat { Hold = new TaskCompletionSource().Task }, time: time);
        Task<(int Status, JsonElement Body)> whole = served.AskAsync(Served.Question());
        Task<IReadOnlyList<string>> stream = served.StreamAsync(Served.Question("\"stream\":true"));
        await served.Model.BegunAsync();
        await served.Model.BegunAsync();

        time.Ring();

        Assert.Equal(504, (await whole).Status);
        Assert.Contains("The reply took longer than 600 s", (await stream)[^1]);
        await served.Model.Canceled.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_a_users_error()
    {
        await using Served served = await Served.StartAsync();
        ServeOptions same = new() { Port = served.Server.Address.Port };

        MpaException error = await Assert.ThrowsAsync<MpaException>(() =>
            WebServer.StartAsync(served.Model, same, TextWriter.Null, TimeProvider.System));

        Assert.StartsWith($"127.0.0.1 can't be listened on at port {same.Port}", error.Message);
    }

    private static async Task ReadAsync(Served served, string body, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await served.SendAsync(body, cancellation);
        await response.Content.ReadAsStringAsync(cancellation);
    }
}

public sealed class AdmissionGateTests
{
    [Property]
    public bool Never_more_are_inside_than_there_is_room_for(
        PositiveInt parallel, NonNegativeInt queue, PositiveInt most, byte[] comings)
    {
        AdmissionGate gate = new(parallel.Get, queue.Get, most.Get, new ManualTime());
        Stack<(IDisposable Place, int Bytes)> inside = new();
        foreach (byte bytes in comings)
        {
            if (bytes % 2 == 0 && gate.TryEnter(bytes) is { } place)
            {
                inside.Push((place, bytes));
            }
            else if (bytes % 2 == 1 && inside.TryPop(out (IDisposable Place, int Bytes) left))
            {
                left.Place.Dispose();
                left.Place.Dispose(); // a place is given back once
            }
        }

        bool fits = inside.Count < 2 || inside.Sum(one => one.Bytes) <= most.Get;
        return fits && gate.Count == inside.Count && gate.Count <= (long)parallel.Get + queue.Get;
    }

    [Fact]
    public async Task A_closed_gate_tells_when_the_last_has_left()
    {
        AdmissionGate gate = new(1, 1, 100, new ManualTime());
        IDisposable first = gate.TryEnter(1)!;
        IDisposable second = gate.TryEnter(1)!;

        Task empty = gate.CloseAsync();
        first.Dispose();
        bool early = empty.IsCompleted;
        second.Dispose();

        await empty.WaitAsync(TestContext.Current.CancellationToken);
        Assert.False(early);
        Assert.Null(gate.TryEnter(1));
    }
}

public sealed class MemoryReturnTests
{
    [Fact]
    public void Memory_is_given_back_each_time_that_much_has_gone_by()
    {
        int returns = 0;
        MemoryReturn memory = new(100, () => returns++);

        foreach (long bytes in (long[])[60, 39, 1, 99, 250, 99])
        {
            memory.Count(bytes);
        }

        Assert.Equal(2, returns);
    }
}
