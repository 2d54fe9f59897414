using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Mpa.Models;
using Mpa.Recipes;
using Mpa.Remote.Tests.Fakes;

namespace Mpa.Remote.Tests;

/// <summary>The key goes into one header, for the recipe's addresses, and nowhere else.</summary>
public sealed class SecretTests
{
    private const string Key = "sk-proj-abc+/123==";

    private static readonly JsonSerializerOptions Relaxed = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Fact]
    public async Task The_key_is_sent_as_a_bearer()
    {
        using Served served = new(_ => Reactions.Reply("7"), key: Key);

        await served.AskAsync();

        Assert.Equal($"Bearer {Key}", Assert.Single(served.Server.Asked).Authorization);
    }

    [Fact]
    public async Task Without_a_key_no_such_header_is_sent()
    {
        using Served served = new(_ => Reactions.Reply("7"));

        await served.AskAsync();

        Assert.Null(Assert.Single(served.Server.Asked).Authorization);
    }

    [Fact]
    public async Task A_server_that_repeats_the_header_does_not_bring_it_into_replies_or_errors()
    {
        using Served served = new(Echo, options => options with { Retries = 1, Failures = 1 }, key: Key);

        ModelReply[] replies = await served.AskEachAsync(served.Requests(12));

        Assert.All(replies, reply => Assert.DoesNotContain(Key, $"{reply} {reply.Reported}"));
        Assert.Contains(replies, reply => reply.Error?.Contains("[key]", StringComparison.Ordinal) == true);
        Assert.Contains(replies, reply => reply.Text.Contains("[key]", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(500)]
    [InlineData(400)]
    public async Task Nor_into_what_stops_a_run(int status)
    {
        using Served served = new(asked => Reactions.Status(status, $"bad header {asked.Authorization}"), key: Key);

        Exception error = await Assert.ThrowsAnyAsync<Exception>(() => served.AskEachAsync(served.Requests(40)));

        Assert.Contains("[key]", error.Message);
        Assert.DoesNotContain(Key, error.ToString());
    }

    [Theory]
    [InlineData("""{"error":"KEY"}""", false)]
    [InlineData("""{"error":{"code":1,"header":"KEY"}}""", false)]
    [InlineData("<html>KEY</html>", false)]
    [InlineData("KEY", true)]
    public async Task Nor_in_any_form_in_which_servers_write_it(string body, bool twice)
    {
        const string key = "sk-+\"'&</ \\=%9zZ";
        string plain = key.Replace(" ", "", StringComparison.Ordinal);
        string[] forms =
        [
            plain,
            JsonSerializer.Serialize(plain)[1..^1],
            JsonSerializer.Serialize(plain, Relaxed)[1..^1],
            plain.Replace("/", "\\/", StringComparison.Ordinal),
            WebUtility.HtmlEncode(plain),
            WebUtility.HtmlEncode(plain).Replace("&#39;", "&apos;", StringComparison.Ordinal),
            HtmlEncoder.Default.Encode(plain),
            Uri.EscapeDataString(plain),
            Uri.EscapeDataString(plain).ToLowerInvariant().Replace("zz", "zZ", StringComparison.Ordinal),
            WebUtility.UrlEncode(plain),
            string.Concat(plain.Select(letter => $"\\u{(int)letter:x4}")),
        ];
        foreach (string form in twice ? forms.SelectMany(Twice) : forms)
        {
            Served served = new(
                _ => async context =>
                {
                    context.Response.StatusCode = 400;
                    await context.Response.WriteAsync(body.Replace("KEY", form, StringComparison.Ordinal));
                },
                key: plain);
            using (served)
            {
                ModelReply reply = await served.AskAsync();
                Assert.True(
                    reply.Error!.Contains("[key]", StringComparison.Ordinal)
                    && !reply.Error.Contains("9z", StringComparison.OrdinalIgnoreCase),
                    $"{form}: {reply.Error}");
            }
        }

        static string[] Twice(string form) =>
            [JsonSerializer.Serialize(form)[1..^1], WebUtility.HtmlEncode(form), Uri.EscapeDataString(form)];
    }

    [Fact]
    public async Task Nor_does_a_part_of_it_where_a_long_message_is_cut()
    {
        using Served served = new(asked => Reactions.Status(400, new string('x', 290) + asked.Authorization), key: Key);

        ModelReply reply = await served.AskAsync();

        Assert.DoesNotContain("sk-", reply.Error);
    }

    [Fact]
    public async Task A_redirect_to_another_server_is_not_followed()
    {
        using FakeServer thief = new(_ => Reactions.Reply("thanks"));
        using Served served = new(
            _ => Reactions.Status(307, headers: ("Location", thief.Url + "/chat/completions")), key: Key);

        MpaException error = await Assert.ThrowsAsync<MpaException>(() => served.AskAsync());

        Assert.Empty(thief.Asked);
        Assert.Contains($"the server redirects to {thief.Url}/chat/completions", error.Message);
    }

    [Fact]
    public void A_key_that_is_not_in_the_environment_is_asked_for_by_its_name()
    {
        ServerOptions options = new()
        {
            Url = "https://localhost/v1",
            Model = "m",
            KeyVariable = "MPA_TEST_NO_SUCH_KEY",
        };

        MpaException error = Assert.Throws<MpaException>(
            () => RemoteModel.Open(options, ModelRole.Teacher, TimeProvider.System));

        Assert.Contains("MPA_TEST_NO_SUCH_KEY, but this environment variable is not set", error.Message);
    }

    private static Reaction Echo(Asked asked) => (asked.Question.Length + asked.Question[0]) switch
    {
        var n when n % 3 == 0 => Reactions.Status(400, $"bad header {asked.Authorization}"),
        var n when n % 3 == 1 => Reactions.Reply($"you sent {asked.Authorization}"),
        _ => Reactions.Body($"<html>{asked.Authorization}</html>"),
    };
}
