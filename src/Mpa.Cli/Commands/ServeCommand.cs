using System.CommandLine;
using System.Net;
using Mpa.Web;

namespace Mpa.Cli.Commands;

/// <summary><c>mpa serve MODEL</c>: a model behind OpenAI's chat protocol.</summary>
internal sealed class ServeCommand
{
    private static readonly ServeOptions Default = new();

    private readonly Argument<string> _model = Arguments.Model();

    private readonly Option<string?> _name = new("--name")
    {
        HelpName = "name",
        Description = "What clients call the model. [default: owner/name, or the folder's name]",
    };

    private readonly Option<string[]> _adapters = new("--adapter")
    {
        HelpName = "name=folder",
        Description = "Serves a PEFT adapter of the model beside it, under this name. May be given several times.",
    };

    private readonly Option<string> _address = new("--address")
    {
        HelpName = "ip",
        Description =
            "Where to listen. Beyond loopback the environment variable MPA_SERVE_TOKEN must hold a token.",
        DefaultValueFactory = _ => $"{Default.Address}",
    };

    private readonly Option<int> _port = new("--port")
    {
        HelpName = "number",
        Description = "0 takes a free one.",
        DefaultValueFactory = _ => Default.Port,
    };

    private readonly Option<int> _parallel = new("--parallel")
    {
        HelpName = "count",
        Description = "Replies written side by side at most.",
        DefaultValueFactory = _ => Default.Parallel,
    };

    private readonly Option<int> _queue = new("--queue")
    {
        HelpName = "count",
        Description = "Requests that may wait beside them; one more gets 429.",
        DefaultValueFactory = _ => Default.Queue,
    };

    private readonly Option<int> _timeout = new("--timeout")
    {
        HelpName = "seconds",
        Description = "A request that takes longer is ended.",
        DefaultValueFactory = _ => (int)Default.Timeout.TotalSeconds,
    };

    private readonly Option<string> _dtype = new("--dtype")
    {
        HelpName = "type",
        Description = "float32, bfloat16 (half the memory) or int8 (a quarter).",
        DefaultValueFactory = _ => ServeRequest.DefaultDtype,
    };

    private readonly Option<bool> _marks = new("--marks-in-text")
    {
        Description =
            "Chat marks in a client's text (\"<|im_end|>\") count as marks; else they are ordinary text.",
    };

    private ServeCommand()
    {
    }

    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        ServeCommand its = new();
        ExampleCommand command = new(
            "serve",
            "Serves a model to any OpenAI client: chat completions with images, streaming, metrics.",
            "mpa serve models/demo-teacher",
            "mpa serve out/demo/4-leveled --name my-student --port 8001")
        {
            its._model,
            its._name,
            its._adapters,
            its._address,
            its._port,
            its._parallel,
            its._queue,
            its._timeout,
            its._dtype,
            its._marks,
        };
        command.SetAction((parsed, cancellation) =>
            ServeFlow.RunAsync(context, its.ModelOf(parsed, context), its.OptionsOf(parsed), cancellation));
        return command;
    }

    private ChatModelOptions ModelOf(ParseResult parsed, CommandContext context) => ServeRequest.Of(
        parsed.GetRequiredValue(_model),
        context.Workshop.Places.Models,
        parsed.GetValue(_name),
        parsed.GetValue(_adapters) ?? [],
        parsed.GetValue(_parallel),
        parsed.GetValue(_dtype)!) with
    {
        MarksInText = parsed.GetValue(_marks),
    };

    private ServeOptions OptionsOf(ParseResult parsed) => new()
    {
        Address = AddressOf(parsed.GetValue(_address)!),
        Port = parsed.GetValue(_port),
        Token = Environment.GetEnvironmentVariable("MPA_SERVE_TOKEN"),
        Parallel = parsed.GetValue(_parallel),
        Queue = parsed.GetValue(_queue),
        Timeout = TimeSpan.FromSeconds(parsed.GetValue(_timeout)),
    };

    private static IPAddress AddressOf(string given) => given switch
    {
        "localhost" => IPAddress.Loopback,
        _ when IPAddress.TryParse(given, out IPAddress? address) => address,
        _ => throw new MpaException(
            $"--address {given}: must be an IP address, such as 127.0.0.1 (this machine only) " +
            "or 0.0.0.0 (every network it is in)"),
    };
}
