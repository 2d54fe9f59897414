using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Mpa.Models;
using Mpa.Remote.Batches;
using Mpa.Remote.Tests.Fakes;
using Mpa.Testing;

namespace Mpa.Remote.Tests.Http;

/// <summary>
/// However a server replies, its request ends as a row with an answer or a cause: no reply ends the run, and none is
/// asked for again without end.
/// </summary>
public sealed class ReplyWaysTests : IDisposable
{
    private const int Retries = 1;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_way_gives_a_reply_or_a_cause()
    {
        using Served served = new(asked => WayOf(asked).Reaction, options => options with { Retries = Retries });
        List<string> wrong = [];
        for (int i = 0; i < ReplyWays.All.Count; i++)
        {
            ReplyWay way = ReplyWays.All[i];
            int before = served.Server.Asked.Count;

            ModelReply reply = await served.AskAsync($"{i}");

            int tries = served.Server.Asked.Count - before;
            bool asExpected = way.Expected.StartsWith("error", StringComparison.Ordinal)
                ? Told(reply).StartsWith(way.Expected, StringComparison.Ordinal)
                : Told(reply) == way.Expected;
            if (!asExpected || tries != (way.MayPass ? 1 + Retries : 1) || reply.PromptTokens is < 0 or > 1000)
            {
                wrong.Add($"{way.Name}: {Told(reply)} after {tries} tries, {reply.PromptTokens} tokens");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void There_are_as_many_ways_as_were_found_in_the_wild() => Assert.True(ReplyWays.All.Count >= 111);

    [Fact]
    public async Task All_ways_in_one_run_give_each_request_one_reply_and_no_other_suffers()
    {
        using Served served = new(
            asked => WayOf(asked).Reaction, options => options with { Retries = 0, Failures = 1 });

        ModelReply[] replies = await served.AskEachAsync(served.Requests(4 * ReplyWays.All.Count));

        Assert.All(replies, Assert.NotNull);
        Assert.Equal(replies.Length, served.Server.Asked.Count);
        Assert.Equal(
            4 * ReplyWays.All.Count(way => way.Expected == "stop: 4"),
            replies.Count(reply => Told(reply) == "stop: 4"));
    }

    [Fact]
    public async Task A_batch_that_holds_all_ways_is_read_as_its_server_would_be()
    {
        using Served served = new(_ => Reactions.Reply("7"));
        ReplyWay[] ways = [.. ReplyWays.All.Where(way => way.Status >= 200 && IsObject(way.Body))];
        ModelRequest[] requests = served.Requests(ways.Length);
        await BatchFile.WriteAsync(
            served.Options, requests, _folder.At("out.jsonl"), TestContext.Current.CancellationToken);
        string[] ids =
            [.. File.ReadLines(_folder.At("out.jsonl")).Select(line => (string)JsonNode.Parse(line)!["custom_id"]!)];
        await File.WriteAllBytesAsync(
            _folder.At("results.jsonl"),
            [.. ways.SelectMany((way, i) => Line(ids[i], way))],
            TestContext.Current.CancellationToken);

        IReadOnlyList<ModelReply> replies = await BatchResults
            .Open(served.Options, [_folder.At("results.jsonl")])
            .AskAsync(requests, TestContext.Current.CancellationToken);

        string[] wrong =
        [
            .. ways.Zip(replies)
                .Where(pair => !Told(pair.Second).StartsWith(pair.First.Expected, StringComparison.Ordinal))
                .Select(pair => $"{pair.First.Name}: {Told(pair.Second)}"),
        ];
        Assert.True(ways.Length > 80, $"{ways.Length}");
        Assert.Empty(wrong);
    }

    private static ReplyWay WayOf(Asked asked) =>
        ReplyWays.All[int.Parse(asked.Question, CultureInfo.InvariantCulture) % ReplyWays.All.Count];

    private static string Told(ModelReply reply) => reply.Error is { } error
        ? $"error: {error}"
        : $"{reply.Finish.ToString().ToLowerInvariant()}: {reply.Text}";

    private static bool IsObject(byte[] body)
    {
        try
        {
            return JsonNode.Parse(Encoding.UTF8.GetString(body)) is JsonObject;
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }

    private static byte[] Line(string id, ReplyWay way) =>
    [
        .. Encoding.UTF8.GetBytes($$$"""{"custom_id":"{{{id}}}","response":{"status_code":{{{way.Status}}},"body":"""),
        .. way.Body.Where(letter => letter is not (byte)'\n' and not (byte)'\r'),
        .. "}}\n"u8,
    ];
}
