using Mpa.Cli.Display;
using Mpa.Runs;

namespace Mpa.Cli.Commands;

/// <summary>What every command that runs stages does: a header, the stages as they go, and what came of it.</summary>
internal static class RunFlow
{
    /// <summary>Runs the stages asked for.</summary>
    public static async Task<int> RunAsync(CommandContext context, RunRequest request, CancellationToken cancellation)
    {
        Terminal terminal = context.Terminal;
        terminal.Out.WriteLine(RunHeader.Of(request.Title, request.Recipe));
        await ShowAsync(terminal, show => new Pipeline(context.Services.ForPipeline(terminal.Time, show))
            .RunAsync(request.Recipe, request.From ?? Stage.Collect, request.Until ?? Stage.Report, cancellation));
        RunEnd.Write(terminal.Out, request.Recipe, request.Until ?? Stage.Report);
        return ExitCode.Done;
    }

    private static Task ShowAsync(Terminal terminal, Func<Action<StageProgress>, Task> work) => terminal.Interactive
        ? LiveDisplay.RunAsync(terminal.CreateConsole(), terminal.Time, work)
        : work(new PlainDisplay(terminal.Out, terminal.Time).Show);
}
