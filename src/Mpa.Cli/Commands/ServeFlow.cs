using Mpa.Chats;
using Mpa.Cli.Display;
using Mpa.Cli.Models;
using Mpa.Recipes;
using Mpa.Web;

namespace Mpa.Cli.Commands;

/// <summary>Serves until Ctrl-C.</summary>
internal static class ServeFlow
{
    /// <summary>Loads the model, serves it, and ends in good order.</summary>
    /// <param name="context">Where it writes, and what it calls.</param>
    /// <param name="model">What is served.</param>
    /// <param name="options">Where, and to whom.</param>
    /// <param name="cancellation">Canceled by Ctrl-C: replies under way end, new requests get 503.</param>
    public static async Task<int> RunAsync(
        CommandContext context, ChatModelOptions model, ServeOptions options, CancellationToken cancellation)
    {
        // A wrong option shall not wait for a large model to load.
        options.Check();
        using IChatModel chat = context.Workshop.Engine.OpenChat(model);
        await using WebServer server = await WebServer.StartAsync(
            chat, options, context.Terminal.Error, context.Terminal.Time);
        Announce(context.Terminal.Out, model, options, chat.Names, server.Address);
        TaskCompletionSource stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = cancellation.Register(stop.SetResult);
        await stop.Task;
        await server.StopAsync();
        return ExitCode.Done;
    }

    private static void Announce(
        TextWriter output, ChatModelOptions model, ServeOptions options, IReadOnlyList<string> names, Uri address)
    {
        string shown = RunHeader.Model(new ModelReference { Folder = model.Folder });
        string token = options.Token is null ? "" : " · with token";
        string header = options.Token is null ? "" : " -H \"Authorization: Bearer $MPA_SERVE_TOKEN\"";
        string body = $$"""{"model":"{{names[0]}}","messages":[{"role":"user","content":"What is shown?"}],"""
            + "\"max_tokens\":64,\"temperature\":0}";
        output.WriteLine($"mpa serve · {shown} · {address}v1{token}");
        output.WriteLine($"models   {string.Join(", ", names)}");
        output.WriteLine(
            $"try it   curl {address}v1/chat/completions -H \"Content-Type: application/json\"{header} "
                + $"-d {TypedCommand.Quote(body)}");
        output.WriteLine(
            "next     images, streams and a recipe's teacher at this address: docs/guide/serving.md. "
                + "Ctrl-C ends the replies under way, then stops.");
    }
}

/// <summary>Turns what was typed into the model to be served.</summary>
internal static class ServeRequest
{
    private static readonly RecipeKey Dtype = RecipeSchema.KeysOf(typeof(FolderOptions), "")
        .Single(key => key.Property.Name == nameof(FolderOptions.Dtype));

    /// <summary>The number type without --dtype.</summary>
    public static string DefaultDtype => (string)Dtype.Default!;

    /// <summary>The model with its adapters.</summary>
    /// <param name="model">As typed.</param>
    /// <param name="home">Where pulled models lie.</param>
    /// <param name="name">What clients call it; null for the folder's name.</param>
    /// <param name="adapters">As "name=folder".</param>
    /// <param name="parallel">Replies written side by side at most.</param>
    /// <param name="dtype">One of those that a recipe may state.</param>
    /// <exception cref="MpaException">A folder is missing, or a value is wrong.</exception>
    public static ChatModelOptions Of(
        string model, string home, string? name, IReadOnlyList<string> adapters, int parallel, string dtype)
    {
        string path = ModelFolders.Find(model, home);
        if (Dtype.Offense(dtype) is not null)
        {
            throw new MpaException($"--dtype {dtype}: must be {Dtype.Form}");
        }

        FolderOptions folder = new() { Path = path, Dtype = dtype };
        string called = path == ModelFolders.Pulled(model, home) ? model : Path.GetFileName(path);
        return new ChatModelOptions(folder, name ?? called, [.. adapters.Select(Adapter)], parallel);
    }

    private static (string Name, string Folder) Adapter(string given)
    {
        int equals = given.IndexOf('=');
        return equals > 0
            ? (given[..equals], ExistingPath.Of(given[(equals + 1)..], "adapter folder", Directory.Exists))
            : throw new MpaException(
                $"--adapter {given}: must be a name and a folder, such as --adapter tuned=out/adapter");
    }
}
