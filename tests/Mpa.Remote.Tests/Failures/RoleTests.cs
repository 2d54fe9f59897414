using Mpa.Models;
using Mpa.Recipes;
using Mpa.Remote.Tests.Fakes;

namespace Mpa.Remote.Tests.Failures;

/// <summary>
/// What goes wrong is told in the words of the recipe's own section: a judge's keys are not the teacher's.
/// </summary>
public sealed class RoleTests
{
    private static readonly ServerOptions Elsewhere = new()
    {
        Url = "https://localhost/v1",
        Model = "m",
        KeyVariable = "MPA_TEST_NO_SUCH_KEY",
    };

    [Fact]
    public async Task A_judge_that_stays_away_names_its_own_patience()
    {
        using Served served = Judge(
            asked => asked.Number > 10 ? Reactions.Abort : Reactions.Reply("7"),
            options => options with { Retries = 1000 });

        string message = await StopAsync(served, 30);

        Assert.Contains("for 15 minutes (judge.model.patience)", message);
    }

    [Fact]
    public async Task Too_many_failures_of_a_judge_name_the_judge_and_its_share()
    {
        using Served served = Judge(
            _ => Reactions.Status(400, "bad image"), options => options with { Failures = 0.1 });

        string message = await StopAsync(served, 30);

        Assert.Contains("20 of 20 requests to the judge failed", message);
        Assert.Contains("more than the share of 0.1 that judge.model.failures allows", message);
    }

    [Theory]
    [InlineData(403, "Name its environment variable as judge.model.keyVariable.")]
    [InlineData(307, "give that address as the judge's url")]
    public async Task What_every_request_to_a_judge_meets_names_its_keys(int status, string expected)
    {
        using Served served = Judge(_ => Reactions.Status(status, headers: ("Location", "/elsewhere")));

        Assert.Contains(expected, await StopAsync(served, 1));
    }

    [Fact]
    public async Task Another_judge_than_the_recipe_means_is_noticed()
    {
        using Served served = Judge(_ => Reactions.Reply("7"), options => options with { Reports = "other" });

        Assert.Contains("but judge.model.reports is \"other\"", await StopAsync(served, 1));
    }

    [Fact]
    public async Task A_hanging_judge_names_its_time_out()
    {
        Served? served = null;
        using Served world = served = Judge(_ => served!.Server.Hang, options => options with { Retries = 0 });

        ModelReply reply = await served.AskAsync();

        Assert.Contains("judge.model.timeout sets how long", reply.Error);
    }

    [Theory]
    [InlineData(ModelRole.Teacher, "teacher.keyVariable is MPA_TEST_NO_SUCH_KEY")]
    [InlineData(ModelRole.Judge, "judge.model.keyVariable is MPA_TEST_NO_SUCH_KEY")]
    public void A_missing_key_names_the_section_that_asks_for_it(ModelRole role, string expected) =>
        Assert.StartsWith(expected, Refused(Elsewhere, role));

    [Theory]
    [InlineData(ModelRole.Teacher, "The teacher can't be asked: url http://elsewhere")]
    [InlineData(ModelRole.Judge, "The judge can't be asked: url http://elsewhere")]
    public void Wrong_options_name_the_role(ModelRole role, string expected) =>
        Assert.StartsWith(expected, Refused(Elsewhere with { Url = "http://elsewhere/v1" }, role));

    private static Served Judge(
        Func<Asked, Reaction> react, Func<ServerOptions, ServerOptions>? change = null) =>
        new(react, change, role: ModelRole.Judge);

    private static async Task<string> StopAsync(Served served, int requests)
    {
        ModelRequest[] all = served.Requests(requests);
        Exception error = await Assert.ThrowsAnyAsync<Exception>(() => served.AskEachAsync(all));
        return error.Message;
    }

    private static string Refused(ServerOptions options, ModelRole role) =>
        Assert.Throws<MpaException>(() => RemoteModel.Open(options, role, TimeProvider.System)).Message;
}
