using System.Text.Json;

namespace Mpa.Remote.Http;

/// <summary>
/// Why a reply ended, in OpenAI's words, by the words of the server's reason: OpenAI's, and those of vLLM, SGLang,
/// DeepSeek, Mistral, Gemini, Anthropic, Cohere, Zhipu, Bedrock and OpenRouter have one of these. A reason without any,
/// or none, means that the model ended by itself.
/// </summary>
internal static class ServerFinish
{
    private static readonly string[] Withheld =
    [
        "filter", "safety", "refus", "sensitive", "recitation", "prohibited", "block", "spii", "toxic", "moderation",
        "guardrail", "policy",
    ];

    private static readonly string[] Broken =
    [
        "error", "abort", "cancel", "fail", "time", "exception", "resource", "malformed", "interrupt", "preempt",
        "overload", "unavailable", "rate_limit",
    ];

    private static readonly string[] Cut = ["length", "limit", "max_", "context", "trunc"];

    /// <summary>"stop", "length" or "content_filter".</summary>
    /// <param name="choice">Of a chat completion.</param>
    /// <exception cref="BrokenOffException">The server broke off: what came is no whole reply.</exception>
    public static string Of(JsonElement? choice)
    {
        string given = choice.At("finish_reason").Text() ?? "";
        string reason = given.ToLowerInvariant();
        return Withheld.Any(reason.Contains) ? "content_filter"
            : Broken.Any(reason.Contains) ? throw new BrokenOffException(ServerJson.Shown(given), Why(choice))
            : Cut.Any(reason.Contains) ? "length"
            : "stop";
    }

    private static string Why(JsonElement? choice) =>
        choice.At("error") is { } error ? ServerMessage.Of(error) : "the server broke off the reply";
}

/// <summary>A server ended a reply because it failed, not because the reply was done.</summary>
internal sealed class BrokenOffException(string reason, string problem) : Exception(problem)
{
    /// <summary>The finish_reason.</summary>
    public string Reason => reason;
}
