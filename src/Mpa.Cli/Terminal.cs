using Spectre.Console;

namespace Mpa.Cli;

/// <summary>Where output goes, and how.</summary>
/// <param name="Out">Results and progress.</param>
/// <param name="Error">Errors and warnings.</param>
/// <param name="Interactive">True for a terminal that a person watches: bars move. Else one plain line a finished stage.</param>
/// <param name="Color">False under NO_COLOR (https://no-color.org).</param>
/// <param name="Width">Columns.</param>
/// <param name="Time">The clock behind elapsed times.</param>
internal sealed record Terminal(TextWriter Out, TextWriter Error, bool Interactive, bool Color, int Width, TimeProvider Time)
{
    /// <summary>The process's own.</summary>
    public static Terminal OfProcess()
    {
        bool interactive = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";
        bool color = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        return new Terminal(Console.Out, Console.Error, interactive, color, interactive ? Math.Max(Console.WindowWidth, 80) : 100, TimeProvider.System);
    }

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
