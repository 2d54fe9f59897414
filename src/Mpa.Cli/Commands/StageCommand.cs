using System.CommandLine;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Cli.Commands;

/// <summary><c>mpa identify|level|evaluate</c>: one stage of a run.</summary>
internal static class StageCommand
{
    private static readonly (Stage Stage, string Description)[] Stages =
    [
        (Stage.Identify, "Stages 2 and 3 alone (PI): both models answer, and the parity rule keeps what only the teacher knows."),
        (Stage.Level, "Stage 4 alone (PL): the student is trained on the kept pairs."),
        (Stage.Evaluate, "Stage 5 alone: student before and after, and the teacher, on the labeled test."),
    ];

    /// <summary>The three commands.</summary>
    public static IEnumerable<Command> CreateAll(CommandContext context) => Stages.Select(stage => Create(context, stage.Stage, stage.Description));

    private static ExampleCommand Create(CommandContext context, Stage stage, string description)
    {
        Argument<string> run = Arguments.RunOrRecipe();
        Option<string[]> set = Arguments.Set();
        string name = StageNames.Of(stage);
        ExampleCommand command = new(name, description, $"mpa {name} out/demo", $"mpa {name} recipes/demo.yaml") { run, set };
        command.SetAction((parsed, cancellation) =>
        {
            Recipe recipe = RunOrRecipe.Load(parsed.GetRequiredValue(run), parsed.GetValue(set) ?? []);
            return RunFlow.RunAsync(context, new RunRequest(name, recipe, From: stage, Until: stage), cancellation);
        });
        return command;
    }
}
