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
    private int _number;
    private int _underWay;
    private int _hanging;

    public FakeServer(Func<Asked, Reaction> react)
    {
        _react = react;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(HandleAsync);
        _app.Start();
        Url = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/v1";
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
        Interlocked.Increment(ref _hanging);
        StuckIf();
        await left.Task;
        Interlocked.Decrement(ref _hanging);
    }

    private async Task HandleAsync(HttpContext context)
    {
        Interlocked.Increment(ref _underWay);
        try
        {
            JsonNode? body = await JsonNode.ParseAsync(context.Request.Body);
            string? authorization = context.Request.Headers.Authorization.FirstOrDefault();
            Asked asked = new(Interlocked.Increment(ref _number), context.Request.Path, body!.AsObject(), authorization);
            Asked.Enqueue(asked);
            await _react(asked)(context);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
            StuckIf();
        }
    }

    private void StuckIf()
    {
        if (_hanging > 0 && _hanging == _underWay)
        {
            OnStuck?.Invoke();
        }
    }
}
