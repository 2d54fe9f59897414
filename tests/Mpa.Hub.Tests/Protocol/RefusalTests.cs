using Mpa.Testing;

namespace Mpa.Hub.Tests.Protocol;

/// <summary>What a hub refuses, breaks or lies about, and what the person reads then.</summary>
public sealed class RefusalTests
{
    private const string SetToken = "set HF_TOKEN to a token that may read it";
    private const string OtherToken = "give HF_TOKEN a token that may read it (the one set may not)";

    [Theory]
    [InlineData(
        401, "RepoNotFound", false,
        "there is no such model at HUB, or it is private: check the name, or " + SetToken)]
    [InlineData(
        401, "", true,
        "the hub does not accept the token in HF_TOKEN (\"bad credentials ***\"); get a new one at "
            + "HUB/settings/tokens")]
    [InlineData(
        401, "GatedRepo", false,
        "gated, its owner wants terms accepted. Accept them at HUB/acme/tiny-vlm, then " + SetToken)]
    [InlineData(
        403, "GatedRepo", true,
        "gated, its owner wants terms accepted. Accept them at HUB/acme/tiny-vlm, then " + OtherToken)]
    [InlineData(
        403, "", true,
        "the hub refuses it (\"bad credentials ***\"); see HUB/acme/tiny-vlm, and " + OtherToken)]
    [InlineData(
        404, "RepoNotFound", true,
        "there is no such model at HUB, or it is private: check the name, or " + OtherToken)]
    [InlineData(
        404, "RevisionNotFound", true,
        "the repository has no revision \"main\"; HUB/acme/tiny-vlm/tree/main lists branches and tags")]
    public async Task A_refusal_says_what_to_do_about_it(int status, string code, bool token, string expected)
    {
        await using PullWorld world = await PullWorld.CreateAsync();
        world.GivenToken = token ? PullWorld.Token : null;
        world.Hub.Intercept = context => FakeHub.RefuseAsync(
            context, status, code, $"bad credentials {PullWorld.Token}");

        string error = await world.RefusedAsync();

        Assert.Equal(
            $"acme/tiny-vlm: {expected}",
            error.Replace(world.Hub.Endpoint.AbsoluteUri.TrimEnd('/'), "HUB").Replace("HUB/,", "HUB,"));
    }

    [Fact]
    public async Task A_gate_that_shows_at_the_first_file_ends_the_pull_there()
    {
        await using PullWorld world = await PullWorld.CreateAsync();
        world.Hub.Intercept = context => context.Request.Path.Value!.Contains("/resolve/")
            ? FakeHub.RefuseAsync(context, 403, "GatedRepo")
            : Task.FromResult(false);

        Assert.Contains("gated, its owner wants terms accepted", await world.RefusedAsync());
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("Tue, 24 Nov 2026 08:00:30 GMT", 30)]
    public async Task The_wait_that_a_busy_hub_asks_for_is_kept(string retryAfter, int seconds)
    {
        await using PullWorld world = await PullWorld.CreateAsync();
        int refusals = 2;
        world.Hub.Intercept = context => refusals-- > 0
            ? FakeHub.RefuseAsync(context, 429, retryAfter: retryAfter)
            : Task.FromResult(false);

        await world.PullAsync();

        Assert.Equal([TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(seconds)], world.Time.Waits);
        IEnumerable<string> notes = world.News.Select(news => news.Note).OfType<string>();
        string again = $"the hub answers 429; again in {seconds} s";
        Assert.Equal([$"{again} (1 of 3)", $"{again} (2 of 3)"], notes.Select(note => note.Split(": ")[^1]));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Tries_are_bounded(int status)
    {
        await using PullWorld world = await PullWorld.CreateAsync();
        world.Hub.Intercept = context => FakeHub.RefuseAsync(context, status, message: PullWorld.Token);

        Assert.EndsWith(
            $"/api/models/acme/tiny-vlm/revision/main: the hub answers {status} (\"***\")",
            await world.FailedAsync<HttpRequestException>());
        Assert.Equal(4, world.Hub.Requests.Count);
        Assert.DoesNotContain(world.News, news => news.Note?.Contains(PullWorld.Token) == true);
    }

    [Fact]
    public async Task A_wait_of_an_hour_is_left_to_the_person()
    {
        await using PullWorld world = await PullWorld.CreateAsync();
        world.Hub.Intercept = context => FakeHub.RefuseAsync(context, 429, retryAfter: "3600");

        Assert.Contains("it asks to wait 1:00:00", await world.FailedAsync<HttpRequestException>());
        Assert.Empty(world.Time.Waits);
    }

    [Fact]
    public async Task A_wrong_checksum_is_tried_once_more_and_then_told()
    {
        await using PullWorld world = await PullWorld.CreateAsync();
        world.Hub.StatedSha256[PullWorld.Weights] = new string('1', 64);

        string error = await world.FailedAsync<IOException>();

        Assert.StartsWith("model.safetensors: its Sha256 is ", error);
        Assert.Contains($"not {new string('1', 64)} as the hub says, twice", error);
        Assert.Equal(2, world.Hub.RequestsFor(PullWorld.Weights).Length);
        Assert.Empty(Directory.GetFiles(world.Staging, "*.part"));
    }

    [Fact]
    public async Task A_file_in_git_is_checked_too()
    {
        await using PullWorld world = await PullWorld.CreateAsync();
        world.Hub.Intercept = async context =>
        {
            bool config = context.Request.Path.Value!.EndsWith("config.json", StringComparison.Ordinal);
            if (config)
            {
                await context.Response.Body.WriteAsync(new byte[world.Hub.Files["config.json"].Length]);
            }

            return config;
        };

        Assert.StartsWith("config.json: its GitSha1 is ", await world.FailedAsync<IOException>());
    }

    [Fact]
    public async Task More_bytes_than_listed_are_not_written()
    {
        await using PullWorld world = await PullWorld.CreateAsync();
        world.Hub.Intercept = async context =>
        {
            bool config = context.Request.Path.Value!.EndsWith("config.json", StringComparison.Ordinal);
            await (config ? context.Response.Body.WriteAsync(new byte[1_000_000]).AsTask() : Task.CompletedTask);
            return config;
        };

        Assert.Contains(
            "config.json: the hub sends more than the 24 bytes that it lists", await world.FailedAsync<IOException>());
    }

    [Fact]
    public async Task Bytes_of_another_commit_are_not_taken()
    {
        await using PullWorld world = await PullWorld.CreateAsync();
        world.Hub.Intercept = context =>
        {
            world.Hub.Commit = context.Request.Path.Value!.Contains("/resolve/")
                ? new string('e', 40)
                : world.Hub.Commit;
            return Task.FromResult(false);
        };

        Assert.Contains($"of commit {new string('e', 40)}; try another HF_ENDPOINT", await world.RefusedAsync());
    }
}
