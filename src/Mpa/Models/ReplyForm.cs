namespace Mpa.Models;

/// <summary>The form in which a reply is wanted. A server that can be held to a schema is; another may be told what was wrong.</summary>
/// <param name="Name">Letters, digits and underscores.</param>
/// <param name="JsonSchema">A JSON schema, for servers that support structured output; the prompt says the same in words.</param>
/// <param name="Problem">What is wrong with a reply, in a sentence that a model can act on; null for a usable one.</param>
public sealed record ReplyForm(string Name, string JsonSchema, Func<string, string?> Problem);
