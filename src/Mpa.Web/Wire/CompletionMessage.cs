namespace Mpa.Web.Wire;

/// <summary>What the model says; local models refuse in words, so <paramref name="Refusal"/> is null.</summary>
internal sealed record CompletionMessage(string Role, string Content, string? Refusal);
