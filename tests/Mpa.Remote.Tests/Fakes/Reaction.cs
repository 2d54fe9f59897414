using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Mpa.Remote.Tests.Fakes;

/// <summary>What the fake server does with a request.</summary>
internal delegate Task Reaction(HttpContext context);

/// <summary>The reactions of good and bad servers.</summary>
internal static class Reactions
{
    public static Reaction Reply(string text, string finish = "stop", int promptTokens = 100, int replyTokens = 10) => Body(Completion(text, finish, promptTokens, replyTokens));

    public static string Completion(string text, string finish = "stop", int promptTokens = 100, int replyTokens = 10) => new JsonObject
    {
        ["id"] = "chatcmpl-1",
        ["object"] = "chat.completion",
        ["created"] = 1,
        ["model"] = "served-model-2025",
        ["system_fingerprint"] = "fp_1",
        ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = text }, ["finish_reason"] = finish }),
        ["usage"] = new JsonObject { ["prompt_tokens"] = promptTokens, ["completion_tokens"] = replyTokens, ["total_tokens"] = promptTokens + replyTokens },
    }.ToJsonString();

    public static Reaction Body(string body) => context =>
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body);
    };

    public static Reaction Status(int status, string message = "no", string? code = null, params (string Name, string Value)[] headers) => context =>
    {
        context.Response.StatusCode = status;
        Array.ForEach(headers, header => context.Response.Headers[header.Name] = header.Value);
        return context.Response.WriteAsJsonAsync(new JsonObject { ["error"] = new JsonObject { ["message"] = message, ["code"] = code } });
    };

    /// <summary>The promised body breaks off.</summary>
    public static async Task HalfBody(HttpContext context)
    {
        string body = Completion("never whole");
        context.Response.ContentLength = body.Length;
        await context.Response.WriteAsync(body[..(body.Length / 2)]);
        await context.Response.Body.FlushAsync();
        context.Abort();
    }

    public static Task Abort(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }
}
