using Mpa.Hub;
using Mpa.Testing;

namespace Mpa.Cli.Tests.Commands;

public sealed class PullTests
{
    private const string Token = "hf_verySecretToken123";

    [Fact]
    public async Task A_pull_tells_what_came_where_it_lies_and_what_to_do_next()
    {
        await using FakeHub hub = await HubAsync();
        using CliWorld world = new() { Hub = Options(hub) };

        CliResult result = await world.RunAsync("pull", FakeHub.Repository);
        CliResult again = await world.RunAsync("pull", FakeHub.Repository);

        Assert.Equal((0, ""), (result.Code, result.Error));
        Snapshot.Match(Sorted(result.Out, hub), "pulled");
        Snapshot.Match(again.Out.Replace(hub.Endpoint.AbsoluteUri.TrimEnd('/'), "HUB"), "again");
    }

    [Fact]
    public async Task A_folder_and_a_revision_can_be_named()
    {
        await using FakeHub hub = await HubAsync();
        using CliWorld world = new() { Hub = Options(hub) };

        CliResult result = await world.RunAsync("pull", $"{FakeHub.Repository}@v1", "--to", world.At("here"));

        Assert.Equal(0, result.Code);
        Assert.Equal("v1", PullRecord.Read(world.At("here"))!.Revision);
        Assert.EndsWith("next     mpa inspect ROOT/here", result.LastLine);
    }

    [Fact]
    public async Task A_person_at_a_terminal_sees_a_bar()
    {
        await using FakeHub hub = await HubAsync();
        using CliWorld world = new() { Hub = Options(hub), Interactive = true };

        CliResult result = await world.RunAsync("pull", FakeHub.Repository);

        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.DoesNotContain("checked", result.Out);
        Assert.Contains("model    ROOT/home/acme--tiny-vlm", result.Out);
    }

    [Fact]
    public async Task A_refusal_is_the_persons_to_mend_and_shows_no_token()
    {
        await using FakeHub hub = await HubAsync();
        hub.Intercept = context => FakeHub.RefuseAsync(context, 401, "", $"Authorization: Bearer {Token}");
        using CliWorld world = new() { Hub = Options(hub) };

        CliResult result = await world.RunAsync("pull", FakeHub.Repository);

        Assert.Equal((2, ""), (result.Code, result.Out));
        Assert.Contains("the hub does not accept the token in HF_TOKEN (\"Authorization: Bearer ***\")", result.Error);
        Assert.DoesNotContain(Token, result.Error);
    }

    [Fact]
    public async Task A_failure_on_the_way_says_that_the_same_command_goes_on()
    {
        await using FakeHub hub = await HubAsync();
        hub.StatedSha256["model.safetensors"] = new string('0', 64);
        using CliWorld world = new() { Hub = Options(hub) };

        CliResult result = await world.RunAsync("pull", FakeHub.Repository);

        Assert.Equal(1, result.Code);
        Assert.EndsWith($"go on with: mpa pull {FakeHub.Repository}\n", result.Error);
    }

    [Fact]
    public async Task Ctrl_C_stops_and_the_same_command_goes_on()
    {
        await using FakeHub hub = await HubAsync();
        using CancellationTokenSource ctrlC = new();
        hub.Intercept = context =>
        {
            ctrlC.Cancel();
            return Task.FromResult(false);
        };
        using CliWorld world = new() { Hub = Options(hub) };

        CliResult stopped = await world.RunAsync(ctrlC.Token, "pull", FakeHub.Repository);
        CliResult again = await world.RunAsync("pull", FakeHub.Repository);

        Assert.Equal((130, 0), (stopped.Code, again.Code));
    }

    [Theory]
    [InlineData(
        "error: gpt2: not a model of the hub; write owner/name or owner/name@revision, " +
        "such as HuggingFaceTB/SmolVLM-256M-Instruct\n",
        "pull", "gpt2")]
    [InlineData(
        "error: a/b: there is neither such a folder nor ROOT/home/a--b; get the model with: mpa pull a/b\n",
        "inspect", "a/b")]
    [InlineData(
        "error: nowhere: there is no such model folder; mpa models lists those in ROOT/home\n", "inspect", "nowhere")]
    [InlineData("error: nowhere: there is no such folder\n", "models", "nowhere")]
    public async Task A_users_error_is_told_with_the_next_step(string expected, params string[] args)
    {
        using CliWorld world = new();

        Assert.Equal(new CliResult(2, "", expected), await world.RunAsync(args));
    }

    private static async Task<FakeHub> HubAsync()
    {
        string model = Path.Combine(Repository.Root, "models", "demo-student");
        FakeHub hub = await FakeHub.StartAsync();
        Directory.GetFiles(model).ToList().ForEach(file => hub.With(Path.GetFileName(file), File.ReadAllBytes(file)));
        return hub.With("README.md", "# not pulled");
    }

    private static HubOptions Options(FakeHub hub) => new(hub.Endpoint, Token);

    // Files end in any order.
    private static string Sorted(string text, FakeHub hub)
    {
        string[] lines = text.Replace(hub.Endpoint.AbsoluteUri.TrimEnd('/'), "HUB").TrimEnd().Split('\n');
        string[] files = [.. lines.Where(line => line.StartsWith(' ')).Order(StringComparer.Ordinal)];
        return string.Join('\n', [lines[0], .. files, .. lines.Skip(1 + files.Length)]);
    }
}
