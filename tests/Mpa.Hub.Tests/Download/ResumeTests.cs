using Microsoft.AspNetCore.Http;

namespace Mpa.Hub.Tests.Download;

public sealed class ResumeTests
{
    private const int Half = 2_000_000;

    [Fact]
    public async Task A_broken_connection_is_taken_up_where_it_broke()
    {
        await using PullWorld world = await PullWorld.CreateAsync();
        BreakOnce(world, Half);

        await world.PullAsync();

        Assert.Equal(world.Hub.Files[PullWorld.Weights], world.Read(PullWorld.Weights));
        string[] ranges = [.. world.Hub.RequestsFor(PullWorld.Weights).Select(request => request.Range)];
        Assert.Equal(2, ranges.Length);
        Assert.Matches("^bytes=[1-9][0-9]*-$", ranges[1]);
    }

    [Fact]
    public async Task A_later_session_goes_on_with_the_part_of_an_earlier_one()
    {
        await using PullWorld world = await PullWorld.CreateAsync();
        world.Hub.Intercept = context => Is(context, PullWorld.Weights)
            ? Broken(world, context, 500_000)
            : Task.FromResult(false);
        await world.FailedAsync<HttpRequestException>();
        world.Hub.Intercept = _ => Task.FromResult(false);
        world.Hub.Requests.Clear();
        world.News.Clear();

        await world.PullAsync();

        Assert.Equal(world.Hub.Files[PullWorld.Weights], world.Read(PullWorld.Weights));
        Assert.Empty(world.Hub.RequestsFor("config.json"));
        Assert.StartsWith("bytes=", Assert.Single(world.Hub.RequestsFor(PullWorld.Weights)).Range);
        Assert.True(world.News[0].Done > 0);
        Assert.Equal(world.News[^1].Total - world.News[0].Done, world.News[^1].Received);
    }

    [Fact]
    public async Task A_server_that_heeds_no_ranges_sends_the_file_from_its_beginning()
    {
        await using PullWorld world = await PullWorld.CreateAsync();
        world.Hub.HeedsRanges = false;
        BreakOnce(world, Half);

        await world.PullAsync();

        Assert.Equal(world.Hub.Files[PullWorld.Weights], world.Read(PullWorld.Weights));
    }

    [Fact]
    public async Task A_part_of_another_state_of_the_file_is_not_continued()
    {
        await using PullWorld world = await PullWorld.CreateAsync();
        world.Hub.Intercept = context => Is(context, PullWorld.Weights)
            ? Broken(world, context, 500_000)
            : Task.FromResult(false);
        await world.FailedAsync<HttpRequestException>();
        world.Hub.Intercept = _ => Task.FromResult(false);
        world.Hub.With(PullWorld.Weights, PullWorld.Bytes(3_000_000, 2)).Commit = new string('d', 40);

        await world.PullAsync();

        Assert.Equal(world.Hub.Files[PullWorld.Weights], world.Read(PullWorld.Weights));
        Assert.Equal("", world.Hub.RequestsFor(PullWorld.Weights)[^1].Range);
        Assert.DoesNotContain(world.Names(), name => name.EndsWith(".part", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_part_that_was_damaged_on_the_disk_is_found_out_and_brought_again()
    {
        await using PullWorld world = await PullWorld.CreateAsync();
        world.Hub.Intercept = context => Is(context, PullWorld.Weights)
            ? Broken(world, context, 500_000)
            : Task.FromResult(false);
        await world.FailedAsync<HttpRequestException>();
        world.Hub.Intercept = _ => Task.FromResult(false);
        string part = Assert.Single(Directory.GetFiles(world.Staging, "*.part"));
        File.WriteAllBytes(part, new byte[new FileInfo(part).Length]);

        await world.PullAsync();

        Assert.Equal(world.Hub.Files[PullWorld.Weights], world.Read(PullWorld.Weights));
        Assert.Equal("", world.Hub.RequestsFor(PullWorld.Weights)[^1].Range);
    }

    [Fact]
    public async Task A_finished_file_that_was_damaged_before_the_folder_was_whole_is_brought_again()
    {
        await using PullWorld world = await PullWorld.CreateAsync();
        Directory.CreateDirectory(world.Staging);
        File.WriteAllText(Path.Combine(world.Staging, "tokenizer.json"), "[]");

        await world.PullAsync();

        Assert.Equal(world.Hub.Files["tokenizer.json"], world.Read("tokenizer.json"));
    }

    [Fact]
    public async Task Silence_counts_as_a_broken_connection()
    {
        await using PullWorld world = await PullWorld.CreateAsync();
        bool silent = false;
        world.Hub.Intercept = async context =>
        {
            if (silent || !Is(context, PullWorld.Weights))
            {
                return false;
            }

            silent = true;
            await world.Hub.SendFirstAsync(context, PullWorld.Weights, Half, async () =>
            {
                TaskCompletionSource left = new();
                context.RequestAborted.Register(left.SetResult);
                world.Time.ExpireTimeouts();
                await left.Task;
            });
            return true;
        };

        await world.PullAsync();

        Assert.Equal(world.Hub.Files[PullWorld.Weights], world.Read(PullWorld.Weights));
    }

    private static void BreakOnce(PullWorld world, int after)
    {
        bool broken = false;
        world.Hub.Intercept = context =>
        {
            bool now = !broken && Is(context, PullWorld.Weights);
            broken |= now;
            return now ? Broken(world, context, after) : Task.FromResult(false);
        };
    }

    // Breaks when the client has what was sent: a reset takes back what is still on the way.
    private static async Task<bool> Broken(PullWorld world, HttpContext context, int after)
    {
        long received = world.Received;
        await world.Hub.SendFirstAsync(context, PullWorld.Weights, after, async () =>
        {
            await world.HasReceivedAsync(received + after);
            context.Abort();
        });
        return true;
    }

    private static bool Is(HttpContext context, string file) =>
        context.Request.Path.Value!.EndsWith("/" + file, StringComparison.Ordinal);
}
