using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Mpa.Chats;
using Mpa.Web.Endpoints;
using Mpa.Web.Requests;

namespace Mpa.Web;

/// <summary>A model behind OpenAI's chat protocol.</summary>
public sealed class WebServer : IAsyncDisposable
{
    private const int MostConnections = 1024;
    private readonly WebApplication _app;
    private readonly AdmissionGate _gate;

    private WebServer(WebApplication app, AdmissionGate gate)
    {
        _app = app;
        _gate = gate;
    }

    /// <summary>Where it listens, with the port that was taken.</summary>
    public Uri Address
    {
        get
        {
            IServer server = _app.Services.GetRequiredService<IServer>();
            return new Uri(server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
        }
    }

    /// <summary>Begins to serve.</summary>
    /// <param name="model">Who answers; the caller's to dispose, after the server.</param>
    /// <param name="options">Where, and what clients may ask for.</param>
    /// <param name="errors">Told of failures of the server's own.</param>
    /// <param name="time">For time-outs and measures.</param>
    /// <exception cref="MpaException">The options are wrong, or the address can't be listened on.</exception>
    public static async Task<WebServer> StartAsync(
        IChatModel model, ServeOptions options, TextWriter errors, TimeProvider time)
    {
        options.Check();
        AdmissionGate gate = new(options.Parallel, options.Queue, options.MaxPendingBytes, time);
        WebApplication app = Build(options);
        Configure(app, model, options, gate, errors, time);
        try
        {
            await app.StartAsync();
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            await app.DisposeAsync();
            string detail = (error.InnerException ?? error).Message;
            throw new MpaException(
                $"{options.Address} can't be listened on at port {options.Port} ({detail}): "
                + "stop what uses it, or choose another with --port",
                error);
        }

        return new WebServer(app, gate);
    }

    /// <summary>
    /// Ends in good order: new requests get 503, those inside get their replies (each within its time-out), then the
    /// port is let go.
    /// </summary>
    public async Task StopAsync()
    {
        await _gate.CloseAsync();
        await _app.StopAsync();
    }

    /// <summary>Ends at once.</summary>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    // Nothing but what is asked for here: no settings files, no environment variables, no log.
    private static WebApplication Build(ServeOptions options)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxBodyBytes;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Listen(
                new IPEndPoint(options.Address, options.Port), listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, CallersLifetime>();
        return builder.Build();
    }

    private static void Configure(
        WebApplication app,
        IChatModel model,
        ServeOptions options,
        AdmissionGate gate,
        TextWriter errors,
        TimeProvider time)
    {
        ServerMetrics metrics = new(gate);
        ChatEndpoint chat = new(
            new CallReader(model.Names, options), new MeasuredModel(model, metrics, time), gate, options, time);
        app.Use(new ErrorResponses(metrics, errors).InvokeAsync);
        app.Use(new HostCheck(IPAddress.IsLoopback(options.Address)).InvokeAsync);
        app.Use(new TokenCheck(options.Token).InvokeAsync);
        app.MapPost(Routes.Chat, chat.HandleAsync);
        OtherEndpoints.Map(app, model.Names, gate, metrics, time.GetUtcNow().ToUnixTimeSeconds());
    }
}

/// <summary>
/// The server lives as long as its caller says; the default would listen to Ctrl-C itself and end replies under way.
/// </summary>
internal sealed class CallersLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Where things are.</summary>
internal static class Routes
{
    public const string Chat = "/v1/chat/completions";
    public const string Models = "/v1/models";
    public const string Health = "/health";
    public const string Metrics = "/metrics";
}
