using System.CommandLine;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Cli.Commands;

/// <summary><c>mpa run recipe.yaml</c>, or of a run folder: every stage, or a stretch of them.</summary>
internal static class RunCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        Argument<string> recipe = Arguments.RunOrRecipe();
        Option<string?> from = new("--from")
        {
            HelpName = "stage",
            Description = "Begins at this stage; the stages before it must be complete. " + Stages,
        };
        Option<string?> until = new("--until") { HelpName = "stage", Description = "Ends after this stage." };
        Option<string[]> set = Arguments.Set();
        Option<double?> score = MinScore.Option();
        ExampleCommand command = new(
            "run",
            "Runs a recipe: annotate, identify, level, evaluate, report. Stopped, the same command goes on.",
            "mpa run recipes/demo.yaml --set level.epochs=3",
            "mpa run recipes/demo.yaml --until identify",
            "mpa run out/demo")
        {
            recipe, from, until, set, score,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            Recipe loaded = RunOrRecipe.Load(
                parsed.GetRequiredValue(recipe), parsed.GetValue(set) ?? [], context.Workshop.Places.Models);
            Stage? last = StageOption.Parse("--until", parsed.GetValue(until));
            double? least = parsed.GetValue(score);
            MinScore.Check(least, loaded, last);
            Stage? first = StageOption.Parse("--from", parsed.GetValue(from));
            await RunFlow.RunAsync(context, new RunRequest("run", loaded, first, last), cancellation);
            return MinScore.Judge(context, least, new RunFolder(loaded.Output));
        });
        return command;
    }

    private static string Stages => $"Stages: {string.Join(", ", StageOption.Names)}.";
}

/// <summary>A stage as <c>--from</c> and <c>--until</c> name it.</summary>
internal static class StageOption
{
    /// <summary>The names, in order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Stage.All.Select(stage => stage.Name)];

    /// <summary>The stage of a name; null for null.</summary>
    /// <exception cref="MpaException">No stage has this name.</exception>
    public static Stage? Parse(string option, string? name) =>
        name is null ? null : Stage.Named(name) ?? throw Unknown(option, name);

    private static MpaException Unknown(string option, string name)
    {
        string hint = NearestName.Of(name, Names) is { } near
            ? $"did you mean \"{near}\"?"
            : $"stages: {string.Join(", ", Names)}";
        return new MpaException($"{option} {name}: there is no such stage — {hint}");
    }
}
