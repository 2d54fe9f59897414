using System.Net;
using System.Text;
using System.Text.Json;
using Mpa.Testing;

namespace Mpa.Web.Tests;

public sealed class RequestErrorTests
{
    private const string OwnFailure =
        "{\"message\":\"The server failed on this request; its own error output says why.\","
        + "\"type\":\"server_error\",\"param\":null,\"code\":null}";

    /// <summary>Requests that are wrong, by what is wrong with them.</summary>
    private static readonly (string What, string Body)[] Wrong =
    [
        ("no JSON", "{\"model\""),
        ("not an object", "[]"),
        ("twice the same name", "{\"model\":\"small\",\"model\":\"small\"}"),
        ("a name twice further in", Message("\"role\":\"user\",\"content\":\"a\",\"r\\u006fle\":\"user\"")),
        ("half a surrogate pair in a text", Served.Question(content: "[{\"type\":\"text\",\"text\":\"\\ud800\"}]")),
        ("half a surrogate pair in the model's name", "{\"model\":\"\\udc00small\"}"),
        ("half a surrogate pair in a stop text", Served.Question("\"stop\":[\"a\",\"\\ud83d!\"]")),
        ("half a surrogate pair in a label", Served.Question("\"metadata\":{\"a\":{\"b\":[1,[\"\\ud83d\"]]}}")),
        ("half a surrogate pair in a key", Served.Question("\"stream_options\":{\"\\ud83d\":1}")),
        ("half a surrogate pair in a key at the top", "{\"\\udfff\":1}"),
        ("no model", "{\"messages\":[]}"),
        ("another model", "{\"model\":\"gpt-4o\",\"messages\":[]}"),
        ("no messages", "{\"model\":\"small\"}"),
        ("empty messages", "{\"model\":\"small\",\"messages\":[]}"),
        ("the assistant's turn last", Message("\"role\":\"assistant\",\"content\":\"a\"")),
        ("a tool's message", Message("\"role\":\"tool\",\"content\":\"a\"")),
        ("a tool call", Message("\"role\":\"user\",\"content\":\"a\",\"tool_calls\":[{}]")),
        ("no content", Message("\"role\":\"user\"")),
        ("no part", Served.Question(content: "[]")),
        ("an unknown part", Served.Question(content: "[{\"type\":\"input_audio\",\"text\":\"\"}]")),
        ("a remote image", Image("https://example.com/chart.png")),
        ("a local image", Image("file:///etc/passwd")),
        ("an image address as text", Served.Question(
            content: "[{\"type\":\"image_url\",\"image_url\":\"data:image/png;base64,AAAA\"}]")),
        ("no base64", Image("data:image/png;base64,????")),
        ("no image", Image("data:image/png;base64,aGVsbG8gd29ybGQ=")),
        ("half an image", Image("data:image/png;base64," + Convert.ToBase64String(Served.Png[..20]))),
        ("ten thousand megapixels", Image("data:image/bmp;base64," + Convert.ToBase64String(HugeBmp()))),
        ("an image too heavy", Image("data:image/png;base64," + new string('A', 6000))),
        ("too many images", Served.Question(
            content: $"[{string.Join(',', Enumerable.Repeat(Part(Served.DataUrl), 3))}]")),
        ("the assistant shows an image", Message(
            $"\"role\":\"assistant\",\"content\":[{Part(Served.DataUrl)}]")),
        ("too long a text", Served.Question(content: $"\"{new string('a', 1001)}\"")),
        ("a misspelled name", Served.Question("\"temprature\":0")),
        ("two replies", Served.Question("\"n\":2")),
        ("tools", Served.Question("\"tools\":[{}]")),
        ("a JSON schema", Served.Question("\"response_format\":{\"type\":\"json_schema\"}")),
        ("a presence penalty", Served.Question("\"presence_penalty\":1")),
        ("a word for a number", Served.Question("\"temperature\":\"hot\"")),
        ("a temperature below 0", Served.Question("\"temperature\":-1")),
        ("no probability", Served.Question("\"top_p\":0")),
        ("next to no probability", Served.Question("\"top_p\":1e-17,\"top_k\":1")),
        ("a penalty that multiplies without end", Served.Question("\"repetition_penalty\":1e-50")),
        ("a penalty too high", Served.Question("\"repetition_penalty\":11")),
        ("no token", Served.Question("\"max_tokens\":0")),
        ("a fraction of a token", Served.Question("\"max_tokens\":1.5")),
        ("two limits", Served.Question("\"max_tokens\":1,\"max_completion_tokens\":2")),
        ("an empty stop text", Served.Question("\"stop\":\"\"")),
        ("alternatives without scores", Served.Question("\"top_logprobs\":2")),
        ("too many alternatives", Served.Question("\"logprobs\":true,\"top_logprobs\":21")),
        ("usage without a stream", Served.Question("\"stream_options\":{\"include_usage\":true}")),
    ];

    [Fact]
    public async Task What_is_wrong_is_told_with_its_place_and_the_next_step()
    {
        ServeOptions options = new() { MaxImages = 2, MaxTextLength = 1000, ImageLimits = new(4000, 1000) };
        await using Served served = await Served.StartAsync(options: options);
        StringBuilder told = new();

        foreach ((string what, string body) in Wrong)
        {
            (int status, JsonElement answer) = await served.AskAsync(body);
            told.Append($"{what}\n  {status} {answer.GetProperty("error").GetRawText()}\n");
        }

        Assert.Empty(served.Model.Asked);
        Assert.Equal("", served.Errors.ToString());
        Snapshot.Match(told.ToString(), "errors");
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF8_are_told_with_their_place()
    {
        await using Served served = await Served.StartAsync();
        byte[] body = Encoding.UTF8.GetBytes(Served.Question("\"user\":\"?\""));
        body[^3] = 0xff;
        using ByteArrayContent content = new(body);
        content.Headers.ContentType = new("application/json");

        using HttpResponseMessage response = await served.Client.PostAsync(
            "/v1/chat/completions", content, TestContext.Current.CancellationToken);

        string told = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("\"user holds half a surrogate pair, or bytes that are no UTF-8", told);
    }

    [Theory]
    [InlineData("{\"{0}\":1}", 400)]
    [InlineData("{\"model\":\"{0}\"}", 404)]
    [InlineData("{\"model\":\"small\",\"messages\":[{\"{0}\":1}]}", 400)]
    public async Task A_name_of_thirty_megabytes_is_refused_in_few_words(string body, int expected)
    {
        await using Served served = await Served.StartAsync();

        (int status, JsonElement answer) = await served.AskAsync(body.Replace("{0}", new string('x', 30_000_000)));

        Assert.Equal(expected, status);
        Assert.InRange(answer.GetRawText().Length, 1, 1000);
    }

    [Fact]
    public async Task What_the_model_refuses_is_the_clients_error()
    {
        const string refusal = "The prompt takes 600 tokens, but the model reads 512 at most.";
        await using Served served = await Served.StartAsync(new FakeChat { Refusal = new MpaException(refusal) });

        (int status, JsonElement body) = await served.AskAsync(Served.Question("\"stream\":true"));

        Assert.Equal((400, refusal), (status, body.GetProperty("error").GetProperty("message").GetString()));
    }

    [Fact]
    public async Task A_failure_of_the_server_is_told_without_its_insides_and_stands_in_its_own_output()
    {
        InvalidOperationException failure = new("secret path /home/me");
        await using Served served = await Served.StartAsync(new FakeChat { Refusal = failure });

        (int status, JsonElement body) = await served.AskAsync(Served.Question());

        Assert.Equal(500, status);
        Assert.Equal(OwnFailure, body.GetProperty("error").GetRawText());
        Assert.Contains(
            "error: POST /v1/chat/completions: System.InvalidOperationException: secret path /home/me",
            served.Errors.ToString());
    }

    [Fact]
    public async Task A_stream_that_fails_on_the_way_ends_with_an_error_and_without_its_mark_of_completion()
    {
        InvalidOperationException failure = new("out of memory");
        await using Served served = await Served.StartAsync(new FakeChat { Failure = failure });

        IReadOnlyList<string> events = await served.StreamAsync(Served.Question("\"stream\":true"));

        Assert.Equal("{\"error\":" + OwnFailure + "}", events[^1]);
        Assert.DoesNotContain("[DONE]", events);
    }

    private static string Message(string members) => "{\"model\":\"small\",\"messages\":[{" + members + "}]}";

    private static string Part(string url) => $$$"""{"type":"image_url","image_url":{"url":"{{{url}}}"}}""";

    private static string Image(string url) => Served.Question(content: $"[{Part(url)}]");

    // A BMP whose header tells of 100,000 × 100,000 pixels; there are none.
    private static byte[] HugeBmp()
    {
        byte[] bytes = new byte[64];
        "BM"u8.CopyTo(bytes);
        BitConverter.TryWriteBytes(bytes.AsSpan(14), 40);
        BitConverter.TryWriteBytes(bytes.AsSpan(18), 100_000);
        BitConverter.TryWriteBytes(bytes.AsSpan(22), 100_000);
        return bytes;
    }
}
