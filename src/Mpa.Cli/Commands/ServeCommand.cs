using System.CommandLine;
using System.Net;
using Mpa.Cli.Serving;
using Mpa.Web;

namespace Mpa.Cli.Commands;

/// <summary><c>mpa serve MODEL</c>: a model behind OpenAI's chat protocol.</summary>
internal static class ServeCommand
{
    private static readonly ServeOptions Default = new();

    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        Argument<string> model = new("model") { Description = "A model folder." };
        Option<string?> name = new("--name") { HelpName = "name", Description = "What clients call the model. [default: the folder's name]" };
        Option<string[]> adapters = new("--adapter") { HelpName = "name=folder", Description = "Serves a PEFT adapter of the model beside it, under this name. May be given several times." };
        Option<string> address = new("--address") { HelpName = "ip", Description = "Where to listen. Beyond loopback the environment variable MPA_SERVE_TOKEN must hold a token.", DefaultValueFactory = _ => $"{Default.Address}" };
        Option<int> port = new("--port") { HelpName = "number", Description = "0 takes a free one.", DefaultValueFactory = _ => Default.Port };
        Option<int> parallel = new("--parallel") { HelpName = "count", Description = "Replies written side by side at most.", DefaultValueFactory = _ => Default.Parallel };
        Option<int> queue = new("--queue") { HelpName = "count", Description = "Requests that may wait beside them; one more gets 429.", DefaultValueFactory = _ => Default.Queue };
        Option<int> timeout = new("--timeout") { HelpName = "seconds", Description = "A request that takes longer is ended.", DefaultValueFactory = _ => (int)Default.Timeout.TotalSeconds };
        Option<string> dtype = new("--dtype") { HelpName = "type", Description = "float32, or bfloat16 for half the memory.", DefaultValueFactory = _ => ServeRequest.Dtypes[0] };
        ExampleCommand command = new("serve", "Serves a model to any OpenAI client: chat completions with images, streaming, metrics.", "mpa serve models/demo-teacher", "mpa serve out/demo/4-leveled --name my-student --port 8001")
        {
            model, name, adapters, address, port, parallel, queue, timeout, dtype,
        };
        command.SetAction((parsed, cancellation) => ServeFlow.RunAsync(
            context,
            ServeRequest.Of(parsed.GetRequiredValue(model), parsed.GetValue(name), parsed.GetValue(adapters) ?? [], parsed.GetValue(parallel), parsed.GetValue(dtype)!),
            new ServeOptions
            {
                Address = AddressOf(parsed.GetValue(address)!),
                Port = parsed.GetValue(port),
                Token = Environment.GetEnvironmentVariable("MPA_SERVE_TOKEN"),
                Parallel = parsed.GetValue(parallel),
                Queue = parsed.GetValue(queue),
                Timeout = TimeSpan.FromSeconds(parsed.GetValue(timeout)),
            },
            cancellation));
        return command;
    }

    private static IPAddress AddressOf(string given) => given switch
    {
        "localhost" => IPAddress.Loopback,
        _ when IPAddress.TryParse(given, out IPAddress? address) => address,
        _ => throw new MpaException($"--address {given}: must be an IP address, such as 127.0.0.1 (this machine only) or 0.0.0.0 (every network it is in)"),
    };
}
