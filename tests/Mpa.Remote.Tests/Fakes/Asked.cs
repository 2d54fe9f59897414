using System.Text.Json.Nodes;

namespace Mpa.Remote.Tests.Fakes;

/// <summary>A request as the server saw it.</summary>
internal sealed record Asked(int Number, string Path, JsonObject Body, string? Authorization)
{
    /// <summary>The text of the last message.</summary>
    public string Text => TextOf(Body["messages"]!.AsArray().Last()!);

    /// <summary>The text of the first message: the question itself, whatever repair turns follow.</summary>
    public string Question => TextOf(Body["messages"]!.AsArray().First()!);

    public int Turns => Body["messages"]!.AsArray().Count;

    /// <summary>Data URLs of the images.</summary>
    public IReadOnlyList<string> Images => [.. Parts(Body["messages"]!.AsArray().First()!).Where(part => (string?)part["type"] == "image_url").Select(part => (string)part["image_url"]!["url"]!)];

    private static string TextOf(JsonNode message) => string.Concat(Parts(message).Where(part => (string?)part["type"] == "text").Select(part => (string)part["text"]!));

    private static IEnumerable<JsonNode> Parts(JsonNode message) => message["content"] is JsonArray parts
        ? parts.Select(part => part!)
        : [new JsonObject { ["type"] = "text", ["text"] = (string)message["content"]! }];
}
