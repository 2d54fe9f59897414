using System.Runtime.InteropServices;
using Spectre.Console;

namespace Mpa.Cli;

/// <summary>Where output goes, and how.</summary>
/// <param name="Out">Results and progress.</param>
/// <param name="Error">Errors and warnings.</param>
/// <param name="Interactive">
/// True for a terminal that a person watches: bars move. Else one plain line a finished stage.
/// </param>
/// <param name="Color">False under NO_COLOR (https://no-color.org).</param>
/// <param name="Width">Columns.</param>
/// <param name="Time">The clock behind elapsed times.</param>
internal sealed record Terminal(
    TextWriter Out, TextWriter Error, bool Interactive, bool Color, int Width, TimeProvider Time)
{
    /// <summary>What is said at any time, whatever is being drawn.</summary>
    public Notices Notices { get; } = new(Error, Interactive);

    /// <summary>The process's own.</summary>
    public static Terminal OfProcess()
    {
        bool interactive = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";
        bool color = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        int width = !interactive ? 100 : Console.WindowWidth > 0 ? Console.WindowWidth : 80;
        TextWriter output = Lasting(Console.Out, Console.IsOutputRedirected, Console.OpenStandardOutput);
        TextWriter error = Lasting(Console.Error, Console.IsErrorRedirected, Console.OpenStandardError);
        return new Terminal(output, error, interactive, color, width, TimeProvider.System);
    }

    // A file or pipe that can't be written to any more is a failure; a terminal that was closed isn't.
    private static TextWriter Lasting(TextWriter writer, bool redirected, Func<Stream> open) =>
        redirected || OperatingSystem.IsWindows()
            ? writer
            : TextWriter.Synchronized(new StreamWriter(new LastingStream(open()), Console.OutputEncoding)
            {
                AutoFlush = true,
            });

    /// <summary>The output as Spectre writes to it: escape codes only for a person.</summary>
    public IAnsiConsole CreateConsole()
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = Interactive ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = Interactive && Color ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = Interactive ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new AnsiConsoleOutput(Out),
        });
        console.Profile.Width = Width;
        return console;
    }
}

/// <summary>
/// Lines that may come at any time: a live display writes them above its rows, else they go to the error output.
/// </summary>
/// <param name="error">Where to, while nothing is drawn.</param>
/// <param name="interactive">Whether a terminal shows what was typed: a line then begins below that.</param>
internal sealed class Notices(TextWriter error, bool interactive)
{
    private Action<string>? _display;

    /// <summary>Says a line.</summary>
    public void Tell(string line)
    {
        if (_display is { } display)
        {
            display(line);
        }
        else
        {
            error.WriteLine(interactive ? Environment.NewLine + line : line);
        }
    }

    /// <summary>Lines go to a display until it ends.</summary>
    public async Task ShowAsync(Action<string> display, Func<Task> work)
    {
        _display = display;
        try
        {
            await work();
        }
        finally
        {
            _display = null;
        }
    }
}

/// <summary>
/// Turns the first Ctrl-C, SIGTERM or SIGHUP (the terminal was closed) into a cancellation; the second one ends the
/// process as usual.
/// </summary>
internal sealed class Signals : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations;
    private readonly Notices _notices;

    /// <summary>Begins to listen.</summary>
    /// <param name="notices">Where the first signal is answered.</param>
    public Signals(Notices notices)
    {
        _notices = notices;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, Handle),
        ];
    }

    /// <summary>Canceled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        // A terminal that is closed tells both by itself and through its shell: that is no second wish.
        bool again = _source.IsCancellationRequested;
        context.Cancel = !again || context.Signal == PosixSignal.SIGHUP;
        if (!again)
        {
            _notices.Tell("stopping after the batch under way; once more stops at once");
            _source.Cancel();
        }
    }
}
