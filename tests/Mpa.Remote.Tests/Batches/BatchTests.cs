using System.Text.Json.Nodes;
using Mpa.Models;
using Mpa.Remote.Batches;
using Mpa.Remote.Tests.Fakes;
using Mpa.Testing;

namespace Mpa.Remote.Tests.Batches;

public sealed class BatchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Served _served = new(_ => Reactions.Reply("7"));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _served.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_line_holds_the_body_that_would_be_sent()
    {
        JsonObject line = (await WriteAsync(Requests(1)))[0];
        await _served.AskAsync(Requests(1)[0]);

        Assert.Equal(["custom_id", "method", "url", "body"], line.Select(field => field.Key));
        Assert.Equal(("POST", "/v1/chat/completions"), ((string)line["method"]!, (string)line["url"]!));
        Assert.True(JsonNode.DeepEquals(_served.Server.Asked.Single().Body, line["body"]));
    }

    [Fact]
    public async Task Answers_are_found_by_what_was_asked_in_any_order()
    {
        ModelRequest[] requests = Requests(4);
        JsonObject[] lines = await WriteAsync(requests);
        string results = Results(
            lines.Reverse().Select(line => Ok(line, Reactions.Completion($"answer to {Question(line)}"))));

        IReadOnlyList<ModelReply> replies = await BatchResults
            .Open(_served.Options, [results])
            .AskAsync(requests, Token);

        Assert.Equal(requests.Select(request => $"answer to {request.Prompt}"), replies.Select(reply => reply.Text));
        Assert.All(replies, reply => Assert.Equal((100, 10), (reply.PromptTokens, reply.ReplyTokens)));
    }

    [Fact]
    public async Task Errors_are_replies_with_their_cause()
    {
        ModelRequest[] requests = Requests(4);
        JsonObject[] lines = await WriteAsync(requests);
        string results = Results(
            Line(lines[0], 400, """{"error":{"message":"bad image"}}"""),
            Line(lines[1], 400, """{"error":{"message":"filtered","code":"content_filter"}}"""),
            Failed(lines[2], "server_error", "it broke"),
            Ok(lines[3], """{"choices":[]}"""));

        IReadOnlyList<ModelReply> replies = await BatchResults
            .Open(_served.Options, [results])
            .AskAsync(requests, Token);

        Assert.Equal(
            [
                "HTTP 400: bad image",
                null,
                "batch: it broke",
                "malformed reply: choices is empty or holds no object",
            ],
            replies.Select(reply => reply.Error));
        Assert.Equal(FinishReason.Refusal, replies[1].Finish);
    }

    [Theory]
    [InlineData("99999", "status_code is 99999")]
    [InlineData("-1", "status_code is -1")]
    [InlineData("\"200\"", "status_code is \"200\"")]
    [InlineData("200.5", "status_code is 200.5")]
    [InlineData("307", "redirect")]
    public async Task A_status_that_no_reply_has_is_a_row_with_its_cause(string status, string expected)
    {
        ModelRequest[] requests = Requests(1);
        string id = (string)(await WriteAsync(requests))[0]["custom_id"]!;
        string response = $$$"""{"status_code":{{{status}}},"body":{}}""";
        string results = Results($$"""{"\ud83d":1,"custom_id":"x","custom_id":"{{id}}","response":{{response}}}""");

        IReadOnlyList<ModelReply> replies = await BatchResults
            .Open(_served.Options, [results])
            .AskAsync(requests, Token);

        Assert.Contains(expected, replies[0].Error);
    }

    [Fact]
    public async Task What_has_no_answer_stays_unasked_and_is_told()
    {
        ModelRequest[] requests = Requests(3);
        JsonObject[] lines = await WriteAsync(requests);
        string results = Results(
            Ok(lines[0], Reactions.Completion("7")),
            Failed(lines[1], "batch_expired", "too late"));
        List<int> given = [];

        MpaException error = await Assert.ThrowsAsync<MpaException>(async () =>
        {
            BatchResults batch = BatchResults.Open(_served.Options, [results]);
            await foreach ((int index, _) in batch.AskEachAsync(requests, Token))
            {
                given.Add(index);
            }
        });

        Assert.Equal([0], given);
        Assert.StartsWith("2 of 3 requests have no answer", error.Message);
    }

    [Fact]
    public async Task What_does_not_fit_goes_into_another_file()
    {
        IReadOnlyList<(string Path, int Requests)> files = await BatchFile.WriteAsync(
            _served.Options, Requests(5), _folder.At("out.jsonl"), mostBytes: 1000, Token);

        Assert.Equal(["out.jsonl", "out.2.jsonl", "out.3.jsonl"], files.Select(file => Path.GetFileName(file.Path)));
        Assert.Equal(5, files.Sum(file => file.Requests));
        Assert.All(files, file => Assert.True(new FileInfo(file.Path).Length <= 1000));
    }

    [Fact]
    public async Task A_request_that_stands_twice_is_written_once()
    {
        ModelRequest request = Requests(1)[0];

        Assert.Single(await WriteAsync([request, request]));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{"custom_id":"a"}""")]
    [InlineData("""{"custom_id":"a","response":{"body":{}}}""")]
    [InlineData("""{"response":{"status_code":200,"body":{}}}""")]
    [InlineData("[]")]
    public void A_line_of_another_format_is_named(string line)
    {
        MpaException error = Assert.Throws<MpaException>(() => BatchResults.Open(_served.Options, [Results(line)]));

        Assert.Contains("results.jsonl:1: this line is not of a batch's output", error.Message);
    }

    private ModelRequest[] Requests(int count) =>
        [.. Enumerable.Range(0, count).Select(i => _served.Request($"question {i}"))];

    private async Task<JsonObject[]> WriteAsync(IReadOnlyList<ModelRequest> requests)
    {
        await BatchFile.WriteAsync(_served.Options, requests, _folder.At("out.jsonl"), Token);
        return [.. File.ReadLines(_folder.At("out.jsonl")).Select(line => JsonNode.Parse(line)!.AsObject())];
    }

    private string Results(params IEnumerable<string> lines) =>
        _folder.Write("results.jsonl", string.Concat(lines.Select(line => line + "\n")));

    private static string Question(JsonObject line) =>
        (string)line["body"]!["messages"]![0]!["content"]![1]!["text"]!;

    private static string Ok(JsonObject request, string body) => Line(request, 200, body);

    private static string Line(JsonObject request, int status, string body) => new JsonObject
    {
        ["id"] = "batch_req_1",
        ["custom_id"] = (string)request["custom_id"]!,
        ["response"] = new JsonObject
        {
            ["status_code"] = status,
            ["request_id"] = "r",
            ["body"] = JsonNode.Parse(body),
        },
        ["error"] = null,
    }.ToJsonString();

    private static string Failed(JsonObject request, string code, string message) => new JsonObject
    {
        ["custom_id"] = (string)request["custom_id"]!,
        ["response"] = null,
        ["error"] = new JsonObject { ["code"] = code, ["message"] = message },
    }.ToJsonString();
}
