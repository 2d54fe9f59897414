namespace Mpa.Web.Wire;

/// <summary>A whole reply (platform.openai.com/docs/api-reference/chat/object).</summary>
internal sealed record Completion(string Id, string Object, long Created, string Model, IReadOnlyList<CompletionChoice> Choices, Usage Usage);
