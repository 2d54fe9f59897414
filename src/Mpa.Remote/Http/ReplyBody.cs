using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mpa.Remote.Http;

/// <summary>
/// Brings a chat completion into the form of OpenAI's published API, which the client library insists on: servers leave
/// out fields, have finish reasons of their own, give content in parts. What can't be a reply is an error that says
/// why.
/// </summary>
internal static class ReplyBody
{
    /// <summary>The body with the fields that are read here, and no others.</summary>
    /// <exception cref="MalformedReplyException">It holds no reply.</exception>
    public static string Normalize(string body)
    {
        JsonObject root = Parse(body) as JsonObject ?? throw new MalformedReplyException("the body is no JSON object");
        if (root["error"] is { } error)
        {
            throw new MalformedReplyException($"an error stands in the place of a reply: {ServerMessage.Of(error)}");
        }

        JsonArray choices = Part<JsonArray>(root, "choices");
        JsonObject choice = Part<JsonObject>(choices.FirstOrDefault(), "choices is empty or holds no object");
        JsonObject message = Part<JsonObject>(choice["message"], "the choice holds no message");
        return new JsonObject
        {
            ["id"] = Text(root["id"]) ?? "",
            ["object"] = "chat.completion",
            ["created"] = 0,
            ["model"] = Text(root["model"]) ?? "",
            ["system_fingerprint"] = Text(root["system_fingerprint"]),
            ["choices"] = new JsonArray(new JsonObject
            {
                ["index"] = 0,
                ["finish_reason"] = Finish(Text(choice["finish_reason"])),
                ["message"] = new JsonObject
                {
                    ["role"] = "assistant",
                    ["content"] = Content(message),
                    ["refusal"] = Text(message["refusal"]),
                },
            }),
            ["usage"] = Usage(root["usage"] as JsonObject),
        }.ToJsonString();
    }

    private static JsonNode? Parse(string body)
    {
        try
        {
            return JsonNode.Parse(body);
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            // ArgumentException: a key stands twice.
            throw new MalformedReplyException($"the body is no JSON ({error.Message.ReplaceLineEndings(" ")})");
        }
    }

    private static T Part<T>(JsonNode? node, string problem)
        where T : JsonNode =>
        node as T ?? throw new MalformedReplyException(problem);

    private static T Part<T>(JsonObject root, string name)
        where T : JsonNode =>
        Part<T>(root[name], $"{name} is missing or of a wrong type");

    /// <summary>A text, or a list of parts of which the texts count. Nothing at all is an empty text.</summary>
    private static string Content(JsonObject message) => message["content"] switch
    {
        null => "",
        JsonArray parts => string.Concat(parts.OfType<JsonObject>().Select(part => Text(part["text"]) ?? "")),
        var content => Text(content)
            ?? throw new MalformedReplyException("content is neither a text nor a list of parts"),
    };

    /// <summary>A reason that is unknown or missing means the model ended by itself.</summary>
    private static string Finish(string? reason) => reason switch
    {
        "length" or "max_tokens" or "model_length" => "length",
        "content_filter" or "safety" or "refusal" => "content_filter",
        _ => "stop",
    };

    private static JsonObject? Usage(JsonObject? usage) =>
        (Count(usage?["prompt_tokens"]), Count(usage?["completion_tokens"])) is ({ } prompt, { } reply)
            ? new JsonObject
            {
                ["prompt_tokens"] = prompt,
                ["completion_tokens"] = reply,
                ["total_tokens"] = (long)prompt + reply,
            }
            : null;

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static int? Count(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out int count) && count >= 0 ? count : null;
}

/// <summary>A server answered with success, and with something that is no chat completion.</summary>
internal sealed class MalformedReplyException(string problem) : Exception(problem);

/// <summary>
/// Reads what a server says of an error: OpenAI's {"error": {"message", "type", "code"}}, or forms near it.
/// </summary>
internal static class ServerMessage
{
    /// <summary>The error's code, else its type; null when it states none.</summary>
    public static string? CodeOf(string body) =>
        Read(body) is JsonObject root && (root["error"] ?? root) is JsonObject error
            ? Text(error["code"]) ?? Text(error["type"])
            : null;

    /// <summary>One line; not cut yet, since a cut through a key would hide it from those who take it out.</summary>
    public static string Of(string body) => Read(body) is JsonObject root ? Of(root["error"] ?? root) : Line(body);

    /// <summary>The same from the error itself.</summary>
    public static string Of(JsonNode error)
    {
        string? message = error is JsonObject map ? Text(map["message"]) ?? Text(map["detail"]) : Text(error);
        return Line(message ?? error.ToJsonString());
    }

    private static JsonNode? Read(string body)
    {
        try
        {
            return JsonNode.Parse(body);
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            return null; // an error page: its text is shown as it is
        }
    }

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : null;

    private static string Line(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
