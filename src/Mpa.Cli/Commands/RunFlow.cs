using Mpa.Cli.Display;
using Mpa.Cli.Doctor;
using Mpa.Cli.Recipes;
using Mpa.Planning;
using Mpa.Recipes;
using Mpa.Rounds;
using Mpa.Runs;

namespace Mpa.Cli.Commands;

/// <summary>What a command asks the pipeline for.</summary>
/// <param name="Title">The command's name, for the header.</param>
/// <param name="Recipe">As loaded.</param>
/// <param name="From">First stage; null begins at the first.</param>
/// <param name="Until">Last stage; null ends at the last.</param>
internal sealed record RunRequest(string Title, Recipe Recipe, Stage? From = null, Stage? Until = null);

/// <summary>What every command that runs stages does: a header, the stages as they go, and what came of it.</summary>
internal static class RunFlow
{
    /// <summary>Runs the stages asked for.</summary>
    public static async Task<int> RunAsync(
        CommandContext context, RunRequest request, CancellationToken cancellation)
    {
        Terminal terminal = context.Terminal;
        terminal.Out.WriteLine(RunHeader.Of(request.Title, request.Recipe));
        if (request is { Recipe.Rounds: not null, From: null, Until: null })
        {
            await RunRoundsAsync(context, request.Recipe, cancellation);
            return ExitCode.Done;
        }

        await RunAsync(context, request.Recipe, request.From, request.Until, cancellation);
        RunEnd.Write(terminal.Out, request.Recipe, request.Until ?? Stage.Last);
        return ExitCode.Done;
    }

    private static async Task RunRoundsAsync(CommandContext context, Recipe recipe, CancellationToken cancellation)
    {
        TextWriter output = context.Terminal.Out;
        string shown = "";
        RoundRunner rounds = new(
            context.Workshop.Run,
            (round, until) =>
            {
                if (shown != round.Output)
                {
                    output.WriteLine($"round   {RecipePaths.Show(shown = round.Output)}");
                }

                return RunAsync(context, round, null, until, cancellation);
            });
        RoundsEnd.Write(output, recipe, await rounds.RunAsync(recipe, cancellation));
    }

    private static Task RunAsync(
        CommandContext context, Recipe recipe, Stage? from, Stage? until, CancellationToken cancellation)
    {
        Terminal terminal = context.Terminal;
        return terminal.Interactive
            ? LiveDisplay.RunAsync(terminal, Planned(context, recipe, from, until), Work)
            : Work(new PlainDisplay(terminal.Out, terminal.Time).Show);

        Task Work(Action<StageProgress> show) =>
            new Pipeline(context.Workshop.Run, show).RunAsync(recipe, from, until, cancellation);
    }

    // Several rounds are planned only as they come.
    private static Dictionary<Stage, double> Planned(
        CommandContext context, Recipe recipe, Stage? from, Stage? until) => recipe.Rounds is not null
        ? []
        : PlanText.Seconds(
                recipe, RunPlan.Of(recipe, context.Workshop.Run), MachineFile.Read(context.Workshop.Places.Cache))
            .Where(stage => stage.Key >= (from ?? Stage.First) && stage.Key <= (until ?? Stage.Last))
            .ToDictionary();
}
