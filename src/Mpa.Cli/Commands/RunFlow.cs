using Mpa.Cli.Display;
using Mpa.Cli.Recipes;
using Mpa.Recipes;
using Mpa.Rounds;
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
        if (request is { Recipe.Rounds: not null, From: null, Until: null })
        {
            await RunRoundsAsync(context, request.Recipe, cancellation);
            return ExitCode.Done;
        }

        await RunAsync(context, request.Recipe, request.From ?? Stage.Collect, request.Until ?? Stage.Report, cancellation);
        RunEnd.Write(terminal.Out, request.Recipe, request.Until ?? Stage.Report);
        return ExitCode.Done;
    }

    private static async Task RunRoundsAsync(CommandContext context, Recipe recipe, CancellationToken cancellation)
    {
        Terminal terminal = context.Terminal;
        string shown = "";
        RoundRunner rounds = new(
            context.Services.ForPipeline(terminal.Time, _ => { }),
            (round, until) =>
            {
                if (shown != round.Output)
                {
                    terminal.Out.WriteLine($"round   {RecipePaths.Show(shown = round.Output)}");
                }

                return RunAsync(context, round, Stage.Collect, until, cancellation);
            });
        RoundsEnd.Write(terminal.Out, recipe, await rounds.RunAsync(recipe, cancellation));
    }

    private static Task RunAsync(CommandContext context, Recipe recipe, Stage from, Stage until, CancellationToken cancellation) => ShowAsync(
        context.Terminal,
        show => new Pipeline(context.Services.ForPipeline(context.Terminal.Time, show)).RunAsync(recipe, from, until, cancellation));

    private static Task ShowAsync(Terminal terminal, Func<Action<StageProgress>, Task> work) => terminal.Interactive
        ? LiveDisplay.RunAsync(terminal.CreateConsole(), terminal.Time, work)
        : work(new PlainDisplay(terminal.Out, terminal.Time).Show);
}
