using System.Text;
using Mpa.Remote.Tests.Fakes;

namespace Mpa.Remote.Tests.Http;

/// <summary>One way in which a server can reply.</summary>
/// <param name="Name">What it does.</param>
/// <param name="Body">As bytes, since not all are texts.</param>
/// <param name="Expected">"stop: 4", "refusal: no", or what an error begins with: "error: HTTP 400".</param>
/// <param name="Status">Of HTTP.</param>
/// <param name="Headers">Of HTTP.</param>
internal sealed record ReplyWay(
    string Name, byte[] Body, string Expected, int Status = 200, params (string Name, string Value)[] Headers)
{
    /// <summary>What is tried once and once more, since it may pass.</summary>
    public bool MayPass { get; init; }

    public Reaction Reaction => async context =>
    {
        context.Response.StatusCode = Status;
        context.Response.ContentType = "application/json";
        Array.ForEach(Headers, header => context.Response.Headers[header.Name] = header.Value);
        if (Body.Length > 0)
        {
            await context.Response.Body.WriteAsync(Body);
        }
    };
}

/// <summary>The ways, as servers, proxies and their faults have them.</summary>
internal static class ReplyWays
{
    private const string NoJson = "the body is no JSON";

    public static IReadOnlyList<ReplyWay> All { get; } =
    [
        .. Contents(),
        .. Surroundings(),
        .. Finishes(),
        .. HalfCharacters(),
        .. Doubles(),
        .. Usages(),
        .. Broken(),
        .. Statuses(),
    ];

    private static IEnumerable<ReplyWay> Contents() =>
    [
        Message("a text", "\"4\"", "stop: 4"),
        Message("an empty text", "\"\"", "stop: "),
        Message("null", "null", "stop: "),
        Message("parts", """[{"type":"text","text":"fo"},{"type":"text","text":"ur"}]""", "stop: four"),
        Message("parts without a type", """[{"text":"4"}]""", "stop: 4"),
        Message("parts that are texts", """["fo","ur"]""", "stop: four"),
        Message("output_text parts", """[{"type":"output_text","text":"4"}]""", "stop: 4"),
        Message("a thinking part", """[{"type":"thinking","text":"hm"},{"type":"text","text":"4"}]""", "stop: 4"),
        Message("a part of a wrong type", """[{"type":"text","text":"4"},7,null,true]""", "stop: 4"),
        Message("a part whose text is no text", """[{"type":"text","text":4},{"type":"text","text":"4"}]""", "stop: 4"),
        Message("no parts", "[]", "stop: "),
        Message("an escaped pair of surrogates", "\"four \\ud83d\\ude00\"", "stop: four 😀"),
        Message("an escaped backslash before a u", "\"C:\\\\ud83d\"", @"stop: C:\ud83d"),
        Message("a zero character", "\"4\\u0000\"", "stop: 4\0"),
        Failing("a number", Choice(""" "message":{"content":42} """), "content is neither a text nor a list"),
        Failing("an object", Choice(""" "message":{"content":{"text":"4"}} """), "content is neither a text"),
        Failing("true", Choice(""" "message":{"content":true} """), "content is neither a text nor a list"),
        Way("no content", Choice(""" "message":{"role":"assistant"} """), "stop: "),
        Way("thoughts beside null", Choice(""" "message":{"content":null,"reasoning_content":"hm"} """), "stop: "),
        Way("thoughts beside a text", Choice(""" "message":{"content":"4","reasoning_content":"hm"} """), "stop: 4"),
        Way("an empty refusal", Choice(""" "message":{"content":"4","refusal":""} """), "stop: 4"),
        Way("a blank refusal", Choice(""" "message":{"content":"4","refusal":" \n"} """), "stop: 4"),
        Way("a refusal of null", Choice(""" "message":{"content":"4","refusal":null} """), "stop: 4"),
        Way("a refusal that is no text", Choice(""" "message":{"content":"4","refusal":{"a":1}} """), "stop: 4"),
        Way("a refusal", Choice(""" "message":{"content":null,"refusal":"no"} """), "refusal: no"),
        Way(
            "tool calls",
            Choice(""" "finish_reason":"tool_calls","message":{"content":null,"tool_calls":[{}]} """),
            "stop: "),
    ];

    private static IEnumerable<ReplyWay> Surroundings() =>
    [
        Way("nothing but the message", """{"choices":[{"message":{"content":"4"}}]}""", "stop: 4"),
        Way("a byte order mark", "\ufeff" + Content("4"), "stop: 4"),
        Way("white space around", "\r\n  " + Content("4") + "\n\n", "stop: 4"),
        Way("keys that nobody knows", """{"x":[{}],"choices":[{"message":{"content":"4","y":{}},"z":1}]}""", "stop: 4"),
        Way("a trailing comma", """{"choices":[{"message":{"content":"4"},},],}""", "stop: 4"),
        Way("two choices", """{"choices":[{"message":{"content":"4"}},{"message":{"content":"5"}}]}""", "stop: 4"),
        Way("NaN in logprobs", Choice(""" "logprobs":{"a":NaN},"message":{"content":"4"} """), "stop: 4"),
        Way("infinities", Choice(""" "p":[-Infinity,Infinity],"message":{"content":"4"} """), "stop: 4"),
        Way("NaN in a text", Content("NaN: \\\"NaN\\\""), "stop: NaN: \"NaN\""),
        Way("a model that is a number", """{"model":7,"choices":[{"message":{"content":"4"}}]}""", "stop: 4"),
        Way("a model of null", """{"model":null,"choices":[{"message":{"content":"4"}}]}""", "stop: 4"),
        Way("a creation in the year 9e99", """{"created":9e99,"choices":[{"message":{"content":"4"}}]}""", "stop: 4"),
        Way("a creation that is a text", """{"created":"x","choices":[{"message":{"content":"4"}}]}""", "stop: 4"),
        Way("an error of null", """{"error":null,"choices":[{"message":{"content":"4"}}]}""", "stop: 4"),
        Way("an empty error", """{"error":"","choices":[{"message":{"content":"4"}}]}""", "stop: 4"),
        Way("an error without members", """{"error":{},"choices":[{"message":{"content":"4"}}]}""", "stop: 4"),
        Way("an error that is false", """{"error":false,"choices":[{"message":{"content":"4"}}]}""", "stop: 4"),
        Way("an index that is a text", Choice(""" "index":"0","message":{"content":"4"} """), "stop: 4"),
        Way("a role that nobody knows", Choice(""" "message":{"role":7,"content":"4"} """), "stop: 4"),
    ];

    private static IEnumerable<ReplyWay> Finishes() =>
    [
        Finish("null", "stop: 4 or"),
        Finish("7", "stop: 4 or"),
        Finish("\"eos\"", "stop: 4 or"),
        Finish("\"\"", "stop: 4 or"),
        Finish("\"end_turn\"", "stop: 4 or"),
        Finish("\"stop_sequence\"", "stop: 4 or"),
        Finish("\"eos_token\"", "stop: 4 or"),
        Finish("\"length\"", "length: 4 or"),
        Finish("\"max_new_tokens\"", "length: 4 or"),
        Finish("\"token_limit\"", "length: 4 or"),
        Finish("\"truncated\"", "length: 4 or"),
        Finish("\"max_tokens\"", "length: 4 or"),
        Finish("\"MAX_TOKENS\"", "length: 4 or"),
        Finish("\"model_length\"", "length: 4 or"),
        Finish("\"content_filter\"", "refusal: 4 or"),
        Finish("\"SAFETY\"", "refusal: 4 or"),
        Finish("\"sensitive\"", "refusal: 4 or"),
        Finish("\"error_toxic\"", "refusal: 4 or"),
        Finish("\"guardrail_intervened\"", "refusal: 4 or"),
        Finish("\"error\"", "error: finish_reason error: the server broke off the reply") with { MayPass = true },
        Finish("\"abort\"", "error: finish_reason abort") with { MayPass = true },
        Finish("\"internal_server_error\"", "error: finish_reason internal_server_error") with { MayPass = true },
        Finish("\"time_limit\"", "error: finish_reason time_limit") with { MayPass = true },
        Finish("\"overloaded\"", "error: finish_reason overloaded") with { MayPass = true },
        Finish("\"network_error\"", "error: finish_reason network_error") with { MayPass = true },
        Finish("\"insufficient_system_resource\"", "error: finish_reason insufficient") with { MayPass = true },
        Way(
            "an error of the choice",
            Choice(""" "finish_reason":"error","error":{"code":502,"message":"upstream"},"message":{"content":"4"} """),
            "error: finish_reason error: upstream") with { MayPass = true },
        Way("length without content", Choice(""" "finish_reason":"length","message":{"content":null} """), "length: "),
        Way("length and an empty text", Choice(""" "finish_reason":"length","message":{"content":""} """), "length: "),
    ];

    private static IEnumerable<ReplyWay> HalfCharacters() =>
    [
        Message("half a character at the end", "\"four \\ud83d\"", "error: the reply holds half a character"),
        Message("half a character in the middle", "\"\\ud83d four\"", "error: the reply holds half a character"),
        Message("the second half alone", "\"\\ude00 four\"", "error: the reply holds half a character"),
        Message("the halves in the wrong order", "\"\\ude00\\ud83d\"", "error: the reply holds half a character"),
        Message("two first halves", "\"\\ud83d\\ud83d\\ude00\"", "error: the reply holds half a character"),
        Message("half a character in a part", """[{"text":"\ud83d"}]""", "error: the reply holds half a character"),
        Way("half a character in thoughts", Choice(""" "message":{"content":"4","reasoning":"\ud83d"} """), "stop: 4"),
        Way(
            "half a character in a refusal",
            Choice(""" "message":{"content":"","refusal":"no \ud83d"} """),
            "refusal: no �"),
        Way(
            "half a character in the model",
            """{"model":"\ud83d","choices":[{"message":{"content":"4"}}]}""",
            "stop: 4"),
        Way("half a character in the id", """{"id":"\ud83d","choices":[{"message":{"content":"4"}}]}""", "stop: 4"),
        Way(
            "half a character in a key",
            """{"\ud83d":1,"choices":[{"message":{"content":"4","\ude00":2}}]}""",
            "stop: 4"),
        Way(
            "half a character in the reason",
            Choice(""" "finish_reason":"\ud83d","message":{"content":"4"} """),
            "stop: 4"),
        Way(
            "half a character in the fingerprint",
            """{"system_fingerprint":"\udc00","choices":[{"message":{"content":"4"}}]}""",
            "stop: 4"),
        Failing(
            "half a character in an error",
            """{"error":{"message":"\ud83d"}}""",
            "an error stands in the place of a reply: �"),
        new("bytes that are no UTF-8", Bytes("\"4\u00ff\u00fe\""), "error: the reply holds half a character"),
        new("a surrogate as bytes", Bytes("\"4\u00ed\u00a0\u00bd\""), "error: the reply holds half a character"),
    ];

    private static IEnumerable<ReplyWay> Doubles() =>
    [
        Way("choices twice", """{"choices":[],"choices":[{"message":{"content":"4"}}]}""", "stop: 4"),
        Way("message twice", Choice(""" "message":{"content":"5"},"message":{"content":"4"} """), "stop: 4"),
        Way("content twice", Choice(""" "message":{"content":"5","content":"4"} """), "stop: 4"),
        Way("usage twice", """{"usage":{},"usage":{"a":1},"choices":[{"message":{"content":"4"}}]}""", "stop: 4"),
        Way("an unknown key twice", """{"x":1,"x":2,"choices":[{"message":{"content":"4","y":1,"y":2}}]}""", "stop: 4"),
        Way("model twice", """{"model":"a","model":"b","choices":[{"message":{"content":"4"}}]}""", "stop: 4"),
        Way("a part's text twice", Choice(""" "message":{"content":[{"text":"5","text":"4"}]} """), "stop: 4"),
        Failing(
            "error twice",
            """{"error":{"message":"a","message":"b"},"error":{"message":"c"}}""",
            "an error stands in the place of a reply: c"),
    ];

    private static IEnumerable<ReplyWay> Usages() =>
    [
        .. new[]
        {
            "null", "{}", "[]", "7", "\"12\"",
            """{"prompt_tokens":99999999999999999999,"completion_tokens":3}""",
            """{"prompt_tokens":2147483647,"completion_tokens":2147483647,"total_tokens":4294967294}""",
            """{"prompt_tokens":3000000000,"completion_tokens":1}""",
            """{"prompt_tokens":9,"completion_tokens":3,"total_tokens":1e300}""",
            """{"prompt_tokens":1e400,"completion_tokens":3}""",
            """{"prompt_tokens":-1,"completion_tokens":-3}""",
            """{"prompt_tokens":9.5,"completion_tokens":3.25}""",
            """{"prompt_tokens":"9","completion_tokens":"3"}""",
            """{"prompt_tokens":NaN,"completion_tokens":Infinity}""",
            """{"prompt_tokens":{},"completion_tokens":[]}""",
            """{"prompt_tokens":true,"completion_tokens":null}""",
            """{"completion_tokens":3}""",
            """{"prompt_tokens":9,"completion_tokens":3,"prompt_tokens_details":{"cached_tokens":-7.5}}""",
        }.Select(usage => Way(
            $"usage {usage}", $$$"""{"usage":{{{usage}}},"choices":[{"message":{"content":"4"}}]}""", "stop: 4")),
    ];

    private static IEnumerable<ReplyWay> Broken() =>
    [
        Failing("no body", "", NoJson),
        Failing("white space", " \n ", NoJson),
        Failing("an error page", "<html>busy</html>", NoJson),
        Failing("an event stream", "data: " + Content("4") + "\n\ndata: [DONE]\n\n", NoJson),
        Failing("half a body", Content("4")[..20], NoJson),
        Failing("two bodies", Content("4") + Content("5"), NoJson),
        Failing("a list", "[]", "the body is no JSON object"),
        Failing("a text", "\"4\"", "the body is no JSON object"),
        Failing("null", "null", "the body is no JSON object"),
        Failing("a number", "4", "the body is no JSON object"),
        Failing("an object without members", "{}", "choices is missing"),
        Failing("choices of null", """{"choices":null}""", "choices is missing"),
        Failing("choices that are a text", """{"choices":"4"}""", "choices is missing or of a wrong type"),
        Failing(
            "choices that are an object",
            """{"choices":{"message":{"content":"4"}}}""",
            "choices is missing or of a wrong"),
        Failing("no choice", """{"choices":[]}""", "choices is empty"),
        Failing("a choice of null", """{"choices":[null]}""", "choices is empty or holds no object"),
        Failing("a choice that is a text", """{"choices":["4"]}""", "choices is empty or holds no object"),
        Failing("no message", """{"choices":[{}]}""", "the choice holds no message"),
        Failing("a message of null", """{"choices":[{"message":null}]}""", "the choice holds no message"),
        Failing("a message that is a text", """{"choices":[{"message":"4"}]}""", "the choice holds no message"),
        Failing("a chunk of a stream", """{"choices":[{"delta":{"content":"4"}}]}""", "the choice holds no message"),
        Failing(
            "an error",
            """{"error":{"message":"out of memory","code":500}}""",
            "an error stands in the place of a reply: out of memory"),
        Failing(
            "an error that is a text",
            """{"error":"out of memory"}""",
            "an error stands in the place of a reply: out"),
        Failing("an error that is a number", """{"error":7}""", "an error stands in the place of a reply: 7"),
        Failing("brackets without end", new string('[', 5000), NoJson),
        Failing("an escape that JSON doesn't know", """{"choices":[{"message":{"content":"\x"}}]}""", NoJson),
        Failing("a line break in a text", "{\"choices\":[{\"message\":{\"content\":\"4\n\"}}]}", NoJson),
        Failing("zero bytes", "\0\0\0\0", NoJson),
        Failing("a body of 17 MiB", new string(' ', 17 << 20), "the body is larger than 16 MiB"),
    ];

    private static IEnumerable<ReplyWay> Statuses() =>
    [
        Status(400, """{"error":{"message":"bad image"}}""", "HTTP 400: bad image"),
        Status(400, """{"error":{"message":"bad \ud83d"}}""", "HTTP 400: bad �"),
        Status(400, """{"error":{"message":"a","message":"b"},"error":{"message":"c"}}""", "HTTP 400: c"),
        Status(400, """{"error":{"code":7,"type":{},"message":[]}}""", "HTTP 400: {\"code\":7"),
        Status(400, """{"error":"bad"}""", "HTTP 400: bad"),
        Status(400, """{"detail":[{"loc":["body"],"msg":"field required"}]}""", "HTTP 400: {\"detail\""),
        Status(400, "", "HTTP 400"),
        Status(400, "\0\ud83d", "HTTP 400"),
        Status(400, "<html>\n bad\t request</html>", "HTTP 400: <html> bad request</html>"),
        Status(413, """{"message":"too large"}""", "HTTP 413: too large"),
        Status(418, "null", "HTTP 418: null"),
        Status(422, "[]", "HTTP 422: []"),
        Way(
            "a filter's status",
            """{"error":{"code":"content_filter","message":"no"}}""",
            "refusal: no") with { Status = 400 },
        Status(204, "", "malformed reply: the body is no JSON") with { MayPass = true },
        Status(500, """{"error":{"message":"broke"}}""", "HTTP 500: broke") with { MayPass = true },
        Status(500, """{"\ud83d":1,"error":{"message":"broke"}}""", "HTTP 500: broke") with { MayPass = true },
        Status(502, "<html>Bad Gateway</html>", "HTTP 502: <html>Bad Gateway</html>") with { MayPass = true },
        Status(504, "", "HTTP 504") with { MayPass = true },
        Status(524, "", "HTTP 524") with { MayPass = true },
        Status(599, "{}", "HTTP 599: {}") with { MayPass = true },
        Status(408, "{}", "HTTP 408: {}") with { MayPass = true },
        Status(409, "{}", "HTTP 409: {}") with { MayPass = true },
        Way("a limit that is no number", Content("4"), "stop: 4") with
        {
            Headers = [("x-ratelimit-remaining-requests", "NaN"), ("x-ratelimit-reset-requests", "soon")],
        },
    ];

    private static ReplyWay Way(string name, string body, string expected) =>
        new(name, Encoding.UTF8.GetBytes(body), expected);

    private static ReplyWay Failing(string name, string body, string problem) =>
        Way(name, body, $"error: malformed reply: {problem}") with { MayPass = true };

    private static ReplyWay Message(string name, string content, string expected) =>
        Way($"content: {name}", Choice($$""" "message":{"content":{{content}}} """), expected);

    private static ReplyWay Finish(string reason, string expected) => Way(
        $"finish_reason {reason}", Choice($$""" "finish_reason":{{reason}},"message":{"content":"4 or"} """), expected);

    private static ReplyWay Status(int status, string body, string expected) =>
        Way($"HTTP {status} {body}", body, $"error: {expected}") with { Status = status };

    private static string Choice(string members) =>
        $$$"""{"model":"m","usage":{"prompt_tokens":9,"completion_tokens":3},"choices":[{{{{members}}}}]}""";

    private static string Content(string text) => Choice($$""" "message":{"content":"{{text}}"} """);

    private static byte[] Bytes(string content) =>
        Encoding.Latin1.GetBytes(Choice($$""" "message":{"content":{{content}}} """));
}
