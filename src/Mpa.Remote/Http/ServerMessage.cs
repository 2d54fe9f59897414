using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mpa.Remote.Http;

/// <summary>Reads what a server says of an error: OpenAI's {"error": {"message", "type", "code"}}, or forms near it.</summary>
internal static class ServerMessage
{
    /// <summary>The error's code, else its type; null when it states none.</summary>
    public static string? CodeOf(string body) =>
        Read(body) is JsonObject root && (root["error"] ?? root) is JsonObject error ? Text(error["code"]) ?? Text(error["type"]) : null;

    /// <summary>One line; not cut yet, since a cut through a key would hide it from those who take it out.</summary>
    public static string Of(string body) => Read(body) is JsonObject root ? Of(root["error"] ?? root) : Line(body);

    /// <summary>The same from the error itself.</summary>
    public static string Of(JsonNode error) => Line(
        Text(error) ?? (error as JsonObject is { } map ? Text(map["message"]) ?? Text(map["detail"]) : null) ?? error.ToJsonString());

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

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : null;

    private static string Line(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
