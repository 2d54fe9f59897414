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
    /// <summary>Stands where the server counts no tokens, or counts what can't be.</summary>
    public const int Uncounted = -1;

    private const int MostTokens = 10_000_000; // more than any model reads: a mistake of the server

    private static readonly string[] ThoughtFields = ["reasoning_content", "reasoning", "thinking"];

    private static readonly string[] ThoughtParts = ["thinking", "reasoning", "reasoning_text", "thought"];

    /// <summary>The body with the fields that are read here, and no others.</summary>
    /// <exception cref="MalformedReplyException">It holds no reply.</exception>
    public static string Normalize(string body)
    {
        JsonElement? root = Parse(body);
        if (root.At("error") is { } error && !IsNothing(error))
        {
            throw new MalformedReplyException($"an error stands in the place of a reply: {ServerMessage.Of(error)}");
        }

        JsonElement? choice = First(root.At("choices"));
        JsonElement? message = choice.At("message") is { ValueKind: JsonValueKind.Object } map
            ? map
            : throw new MalformedReplyException("the choice holds no message");
        return new JsonObject
        {
            ["id"] = "",
            ["object"] = "chat.completion",
            ["created"] = 0,
            ["model"] = Shown(root, "model") ?? "",
            ["system_fingerprint"] = Shown(root, "system_fingerprint"),
            ["choices"] = new JsonArray(new JsonObject
            {
                ["index"] = 0,
                ["finish_reason"] = ServerFinish.Of(choice),
                ["message"] = new JsonObject
                {
                    ["role"] = "assistant",
                    ["content"] = Content(message),
                    ["reasoning_content"] = Thoughts(message),
                    ["refusal"] = Refusal(message),
                },
            }),
            ["usage"] = Usage(root.At("usage")),
        }.ToJsonString();
    }

    private static JsonElement Parse(string body)
    {
        try
        {
            return ServerJson.Parse(body) is { ValueKind: JsonValueKind.Object } root
                ? root
                : throw new MalformedReplyException("the body is no JSON object");
        }
        catch (JsonException error)
        {
            throw new MalformedReplyException($"the body is no JSON ({error.Message.ReplaceLineEndings(" ")})");
        }
    }

    private static JsonElement First(JsonElement? choices) => choices is not { ValueKind: JsonValueKind.Array } list
        ? throw new MalformedReplyException("choices is missing or of a wrong type")
        : list.EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } first
            ? first
            : throw new MalformedReplyException("choices is empty or holds no object");

    /// <summary>Some servers write the error that there isn't.</summary>
    private static bool IsNothing(JsonElement error) => error.ValueKind switch
    {
        JsonValueKind.False => true,
        JsonValueKind.String => string.IsNullOrWhiteSpace(error.GetString()),
        JsonValueKind.Object => !error.EnumerateObject().Any(),
        JsonValueKind.Array => error.GetArrayLength() == 0,
        _ => false,
    };

    private static string? Shown(JsonElement? element, string name) =>
        element.At(name).Text() is { } text ? ServerJson.Shown(text) : null;

    /// <summary>
    /// A text, or a list of parts of which the texts count, thoughts left out. Nothing at all is an empty text.
    /// </summary>
    private static string Content(JsonElement? message) => message.At("content") switch
    {
        null => "",
        { ValueKind: JsonValueKind.Array } parts => string.Concat(Parts(parts).Select(WordsOf)),
        var content => content.Text()
            ?? throw new MalformedReplyException("content is neither a text nor a list of parts"),
    };

    private static IEnumerable<JsonElement?> Parts(JsonElement? list) =>
        list is { ValueKind: JsonValueKind.Array } parts
            ? parts.EnumerateArray().Select(part => (JsonElement?)part)
            : [];

    private static string WordsOf(JsonElement? part) => part.At("type").Text() is null or "text" or "output_text"
        ? part.At("text").Text() ?? part.Text() ?? ""
        : "";

    // "thinking" is Anthropic's and Mistral's, whose thoughts are a list of parts; "reasoning" OpenAI's.
    private static string ThoughtsOf(JsonElement? part) =>
        part.At("type").Text() is { } type && ThoughtParts.Contains(type)
            ? part.At("thinking").Text()
                ?? part.At("reasoning").Text()
                ?? part.At("text").Text()
                ?? string.Concat(Parts(part.At("thinking")).Select(WordsOf))
            : "";

    /// <summary>
    /// What stands beside the content (reasoning of vLLM, Ollama and OpenRouter, reasoning_content of DeepSeek, SGLang
    /// and llama.cpp, thinking of Ollama's own) or in it as parts; null for none.
    /// </summary>
    private static string? Thoughts(JsonElement? message)
    {
        string text = ThoughtFields.Select(name => message.At(name).Text()).FirstOrDefault(IsSaid)
            ?? string.Concat(Parts(message.At("content")).Select(ThoughtsOf));
        return IsSaid(text) ? ServerJson.Shown(text) : null;
    }

    private static bool IsSaid(string? text) => !string.IsNullOrWhiteSpace(text);

    /// <summary>A refusal has words.</summary>
    private static string? Refusal(JsonElement? message) =>
        Shown(message, "refusal") is { } words && !string.IsNullOrWhiteSpace(words) ? words : null;

    private static JsonObject Usage(JsonElement? usage)
    {
        int? prompt = Count(usage.At("prompt_tokens"));
        int? reply = Count(usage.At("completion_tokens"));
        int? thoughts = Count(usage.At("completion_tokens_details").At("reasoning_tokens"));
        return new JsonObject
        {
            ["prompt_tokens"] = prompt ?? Uncounted,
            ["completion_tokens"] = reply ?? Uncounted,
            ["total_tokens"] = (prompt ?? 0) + (reply ?? 0),
            ["completion_tokens_details"] = new JsonObject { ["reasoning_tokens"] = thoughts ?? Uncounted },
        };
    }

    /// <summary>A whole number that a count can be; null for any other, and then it is guessed.</summary>
    private static int? Count(JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Number } number
        && number.TryGetDouble(out double count)
        && count is >= 0 and <= MostTokens
        && double.IsInteger(count)
            ? (int)count
            : null;
}

/// <summary>A server answered with success, and with something that is no chat completion.</summary>
internal sealed class MalformedReplyException(string problem) : Exception(problem);

/// <summary>
/// Reads what a server says of an error: OpenAI's {"error": {"message", "type", "code"}}, or forms near it.
/// </summary>
internal static class ServerMessage
{
    /// <summary>The error's code, else its type; null when it states none.</summary>
    public static string? CodeOf(string body)
    {
        JsonElement? root = Read(body);
        JsonElement? error = root.At("error") ?? root;
        return Text(error, "code") ?? Text(error, "type");
    }

    /// <summary>One line; not cut yet, since a cut through a key would hide it from those who take it out.</summary>
    public static string Of(string body)
    {
        JsonElement? root = Read(body);
        return (root.At("error") ?? root) is { } error ? Of(error) : Line(body);
    }

    /// <summary>The same from the error itself.</summary>
    public static string Of(JsonElement error) => Line(
        Text(error, "message")
        ?? Text(error, "detail")
        ?? ((JsonElement?)error).Text()
        ?? error.GetRawText());

    private static JsonElement? Read(string body)
    {
        try
        {
            return ServerJson.Parse(body) is { ValueKind: JsonValueKind.Object } root ? root : null;
        }
        catch (JsonException)
        {
            return null; // an error page: its text is shown as it is
        }
    }

    private static string? Text(JsonElement? error, string name) =>
        error.At(name).Text() is { Length: > 0 } text ? text : null;

    private static string Line(string text) => string.Join(
        ' ', ServerJson.Shown(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
