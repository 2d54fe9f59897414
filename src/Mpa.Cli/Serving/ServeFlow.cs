using Mpa.Chats;
using Mpa.Cli.Display;
using Mpa.Recipes;
using Mpa.Web;

namespace Mpa.Cli.Serving;

/// <summary>Serves until Ctrl-C.</summary>
internal static class ServeFlow
{
    /// <summary>Loads the model, serves it, and ends in good order.</summary>
    /// <param name="context">Where it writes, and what it calls.</param>
    /// <param name="model">What is served.</param>
    /// <param name="options">Where, and to whom.</param>
    /// <param name="cancellation">Canceled by Ctrl-C: replies under way end, new requests get 503.</param>
    public static async Task<int> RunAsync(CommandContext context, ChatModelOptions model, ServeOptions options, CancellationToken cancellation)
    {
        // A wrong option shall not wait for a large model to load.
        options.Check();
        using IChatModel chat = context.Workshop.Engine.OpenChat(model);
        await using WebServer server = await WebServer.StartAsync(chat, options, context.Terminal.Error, context.Terminal.Time);
        Announce(context.Terminal.Out, model, options, chat.Names, server.Address);
        TaskCompletionSource stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = cancellation.Register(stop.SetResult);
        await stop.Task;
        await server.StopAsync();
        return ExitCode.Done;
    }

    private static void Announce(TextWriter output, ChatModelOptions model, ServeOptions options, IReadOnlyList<string> names, Uri address)
    {
        string header = options.Token is null ? "" : " -H \"Authorization: Bearer $MPA_SERVE_TOKEN\"";
        string body = $$"""{"model":"{{names[0]}}","messages":[{"role":"user","content":"What is shown?"}],"max_tokens":64,"temperature":0}""";
        output.WriteLine($"mpa serve · {RunHeader.Model(new ModelReference { Folder = model.Folder })} · {address}v1{(options.Token is null ? "" : " · with token")}");
        output.WriteLine($"models   {string.Join(", ", names)}");
        output.WriteLine($"try it   curl {address}v1/chat/completions -H \"Content-Type: application/json\"{header} -d {TypedCommand.Quote(body)}");
        output.WriteLine("next     images, streams and a recipe's teacher at this address: docs/guide/serving.md. Ctrl-C ends the replies under way, then stops.");
    }
}
