using System.Text.Json.Serialization;

namespace Mpa.Web.Wire;

/// <summary>A piece of a streamed reply (platform.openai.com/docs/api-reference/chat-streaming).</summary>
internal sealed record CompletionChunk(
    string Id,
    string Object,
    long Created,
    string Model,
    IReadOnlyList<ChunkChoice> Choices,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Usage? Usage = null);
