using System.CommandLine;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Cli.Commands;

/// <summary><c>mpa identify|level|evaluate</c>: one stage of a run, for each stage that can be run alone.</summary>
internal static class StageCommand
{
    /// <summary>A command a stage; annotate has one with options of its own (<see cref="AnnotateCommand"/>).</summary>
    public static IEnumerable<Command> CreateAll(CommandContext context) => Stage.All
        .Where(stage => stage.Alone is not null && stage != Stage.Annotate)
        .Select(stage => Create(context, stage));

    private static ExampleCommand Create(CommandContext context, Stage stage)
    {
        Argument<string> run = Arguments.RunOrRecipe();
        Option<string[]> set = Arguments.Set();
        ExampleCommand command = new(
            stage.Name, stage.Alone!, $"mpa {stage.Name} out/demo", $"mpa {stage.Name} recipes/demo.yaml")
        {
            run, set,
        };
        command.SetAction((parsed, cancellation) =>
        {
            Recipe recipe = RunOrRecipe.Load(parsed.GetRequiredValue(run), parsed.GetValue(set) ?? []);
            return RunFlow.RunAsync(
                context, new RunRequest(stage.Name, recipe, From: stage, Until: stage), cancellation);
        });
        return command;
    }
}
