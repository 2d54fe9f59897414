using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mpa.Remote.Tests.Fakes;

/// <summary>A server on loopback that reacts to each request as a test says.</summary>
internal sealed class FakeServer : IDisposable
{
    private readonly WebApplication _app;
    private readonly Func<Asked, Reaction> _react;
    private readonly Lock _lock = new();
    private readonly HashSet<HttpContext> _underWay = [];
    private readonly HashSet<HttpContext> _hanging = [];
    private int _number;

    public FakeServer(Func<Asked, Reaction> react)
    {
        _react = react;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(HandleAsync);
        _app.Start();
        IServer server = _app.Services.GetRequiredService<IServer>();
        Url = server.Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/v1";
    }

    public string Url { get; }

    /// <summary>Every request, in the order of arrival.</summary>
    public ConcurrentQueue<Asked> Asked { get; } = new();

    /// <summary>Called when nothing is under way but what hangs.</summary>
    public Action? OnStuck { get; set; }

    public void Dispose()
    {
        _app.StopAsync(new CancellationToken(canceled: true)).GetAwaiter().GetResult();
        ((IDisposable)_app).Dispose();
    }

    /// <summary>Never answers; ends when the client leaves.</summary>
    public async Task Hang(HttpContext context)
    {
        TaskCompletionSource left = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration leaving = context.RequestAborted.Register(left.SetResult);
        Change(() => _hanging.Add(context));
        await left.Task;
    }

    private async Task HandleAsync(HttpContext context)
    {
        Change(() => _underWay.Add(context));
        try
        {
            JsonNode? body = await JsonNode.ParseAsync(context.Request.Body);
            string? authorization = context.Request.Headers.Authorization.FirstOrDefault();
            Asked asked = new(
                Interlocked.Increment(ref _number), context.Request.Path, body!.AsObject(), authorization);
            Asked.Enqueue(asked);
            await _react(asked)(context);
        }
        finally
        {
            Change(() =>
            {
                _underWay.Remove(context);
                _hanging.Remove(context);
            });
        }
    }

    /// <summary>What hangs when all does counts no more: the client's leaving may be noticed late.</summary>
    private void Change(Action change)
    {
        bool stuck;
        lock (_lock)
        {
            change();
            stuck = _hanging.Count > 0 && _hanging.Count == _underWay.Count;
            if (stuck)
            {
                _hanging.Clear();
                _underWay.Clear();
            }
        }

        if (stuck)
        {
            OnStuck?.Invoke();
        }
    }
}

/// <summary>A request as the server saw it.</summary>
internal sealed record Asked(int Number, string Path, JsonObject Body, string? Authorization)
{
    /// <summary>The text of the last message.</summary>
    public string Text => TextOf(Body["messages"]!.AsArray().Last()!);

    /// <summary>The text of the first message: the question itself, whatever repair turns follow.</summary>
    public string Question => TextOf(Body["messages"]!.AsArray().First()!);

    public int Turns => Body["messages"]!.AsArray().Count;

    /// <summary>Data URLs of the images.</summary>
    public IReadOnlyList<string> Images =>
    [
        .. Parts(Body["messages"]!.AsArray().First()!)
            .Where(part => (string?)part["type"] == "image_url")
            .Select(part => (string)part["image_url"]!["url"]!),
    ];

    private static string TextOf(JsonNode message) => string.Concat(
        Parts(message).Where(part => (string?)part["type"] == "text").Select(part => (string)part["text"]!));

    private static IEnumerable<JsonNode> Parts(JsonNode message) => message["content"] is JsonArray parts
        ? parts.Select(part => part!)
        : [new JsonObject { ["type"] = "text", ["text"] = (string)message["content"]! }];
}

/// <summary>What the fake server does with a request.</summary>
internal delegate Task Reaction(HttpContext context);

/// <summary>The reactions of good and bad servers.</summary>
internal static class Reactions
{
    public static Reaction Reply(
        string text, string finish = "stop", int promptTokens = 100, int replyTokens = 10) =>
        Body(Completion(text, finish, promptTokens, replyTokens));

    public static string Completion(
        string text, string finish = "stop", int promptTokens = 100, int replyTokens = 10) => new JsonObject
        {
            ["id"] = "chatcmpl-1",
            ["object"] = "chat.completion",
            ["created"] = 1,
            ["model"] = "served-model-2025",
            ["system_fingerprint"] = "fp_1",
            ["choices"] = new JsonArray(new JsonObject
            {
                ["index"] = 0,
                ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = text },
                ["finish_reason"] = finish,
            }),
            ["usage"] = new JsonObject
            {
                ["prompt_tokens"] = promptTokens,
                ["completion_tokens"] = replyTokens,
                ["total_tokens"] = promptTokens + replyTokens,
            },
        }.ToJsonString();

    public static Reaction Body(string body) => context =>
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body);
    };

    public static Reaction Status(
        int status,
        string message = "no",
        string? code = null,
        params (string Name, string Value)[] headers) => context =>
    {
        context.Response.StatusCode = status;
        Array.ForEach(headers, header => context.Response.Headers[header.Name] = header.Value);
        JsonObject error = new() { ["message"] = message, ["code"] = code };
        return context.Response.WriteAsJsonAsync(new JsonObject { ["error"] = error });
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
