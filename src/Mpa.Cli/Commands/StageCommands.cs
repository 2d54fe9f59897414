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
            Recipe recipe = RunOrRecipe.Load(
                parsed.GetRequiredValue(run), parsed.GetValue(set) ?? [], context.Workshop.Places.Models);
            return RunFlow.RunAsync(
                context, new RunRequest(stage.Name, recipe, From: stage, Until: stage), cancellation);
        });
        return command;
    }
}

/// <summary><c>mpa annotate</c>: stage 1, by asking the teacher, or by way of a provider's batch files.</summary>
internal static class AnnotateCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        Argument<string> run = Arguments.RunOrRecipe();
        Option<string[]> set = Arguments.Set();
        Option<string?> file = new("--batch-file")
        {
            HelpName = "file",
            Description = "Writes the requests that are missing as OpenAI batch files, in place of asking them.",
        };
        Option<string[]> results = new("--batch-results")
        {
            HelpName = "file",
            Description = "Takes the answers from a batch's output file. May be given several times.",
        };
        Option<int?> images = new("--try")
        {
            HelpName = "images",
            Description = "Asks about the first images only and shows each pair; nothing is written into the run.",
        };
        ExampleCommand command = new(
            Stage.Annotate.Name,
            Stage.Annotate.Alone!,
            "mpa annotate out/demo",
            "mpa annotate recipes/demo.yaml",
            "mpa annotate recipes/demo.yaml --try 3",
            "mpa annotate my.yaml --batch-file requests.jsonl",
            "mpa annotate my.yaml --batch-results output.jsonl")
        {
            run, set, images, file, results,
        };
        command.SetAction((parsed, cancellation) =>
        {
            Recipe recipe = RunOrRecipe.Load(
                parsed.GetRequiredValue(run), parsed.GetValue(set) ?? [], context.Workshop.Places.Models);
            return (parsed.GetValue(file), parsed.GetValue(results)) switch
            {
                (null, null or []) when parsed.GetValue(images) is { } count =>
                    TryFlow.RunAsync(context, recipe, count, cancellation),
                _ when parsed.GetValue(images) is not null => throw new MpaException(
                    "--try asks the teacher now, and --batch-file and --batch-results later: give one of them"),
                ({ } path, null or []) => BatchFlow.WriteAsync(context, recipe, path, cancellation),
                (null, { Length: > 0 } files) => BatchFlow.ReadAsync(context, recipe, files, cancellation),
                (null, _) => RunFlow.RunAsync(
                    context, new RunRequest(Stage.Annotate.Name, recipe, Until: Stage.Annotate), cancellation),
                _ => throw new MpaException(
                    "--batch-file writes requests and --batch-results reads their answers: give one of the two"),
            };
        });
        return command;
    }
}
