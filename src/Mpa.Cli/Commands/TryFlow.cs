using Mpa.Annotation;
using Mpa.Cli.Display;
using Mpa.Costs;
using Mpa.Models;
using Mpa.Recipes;

namespace Mpa.Cli.Commands;

/// <summary><c>mpa annotate RUN --try 3</c>: pairs of a few images, before a run is waited and paid for.</summary>
internal static class TryFlow
{
    private const int Most = 100;

    /// <summary>Asks and prints; writes nothing into the run.</summary>
    /// <exception cref="MpaException">The count is out of range, or the recipe can't run.</exception>
    public static async Task<int> RunAsync(
        CommandContext context, Recipe recipe, int images, CancellationToken cancellation)
    {
        Require("--try", images);
        context.Terminal.Out.WriteLine(RunHeader.Of("annotate --try", recipe));
        return await AskAsync(context, recipe, new TrialOrder(images), cancellation);
    }

    /// <summary>Asks the teacher again too, and the student where there is one.</summary>
    /// <exception cref="MpaException">The count is out of range, or the recipe can't run.</exception>
    public static Task<int> TaskAsync(
        CommandContext context, Recipe recipe, int images, bool student, CancellationToken cancellation)
    {
        Require("--count", images);
        ModelRole[] again = student ? [ModelRole.Teacher, ModelRole.Student] : [ModelRole.Teacher];
        return AskAsync(context, recipe, new TrialOrder(images) { Again = again }, cancellation);
    }

    private static void Require(string option, int images)
    {
        if (images is < 1 or > Most)
        {
            throw new MpaException($"{option} {images}: must be from 1 to {Most} images");
        }
    }

    private static async Task<int> AskAsync(
        CommandContext context, Recipe recipe, TrialOrder order, CancellationToken cancellation)
    {
        TextWriter output = context.Terminal.Out;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("mpa-try-");
        try
        {
            AnnotationTrial trial = await AnnotationTrial.RunAsync(
                recipe, context.Workshop.Run, order, folder.FullName, cancellation);
            trial.Pairs.ToList().ForEach(pair => Write(output, pair));
            WriteEnd(output, recipe, trial);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        return ExitCode.Done;
    }

    private static void Write(TextWriter output, TriedPair pair)
    {
        Line("image", pair.Image);
        Line("prompt", pair.Prompt);
        Line("thought", pair.Thoughts);
        Line("reply", pair.Reply);
        Line("pair", pair.Problem is { } problem ? $"none: {problem}" : $"{pair.Question} → {pair.Answer}");
        pair.Again.ToList().ForEach(said => Line(said.Who.Name(), said.Text));
        if (pair.Verdict is { } verdict)
        {
            Line("verdict", verdict);
        }

        void Line(string label, string? text)
        {
            if (text is not null)
            {
                output.WriteLine($"{label,-8}{text.Trim().ReplaceLineEndings("\n        ")}");
            }
        }
    }

    private static void WriteEnd(TextWriter output, Recipe recipe, AnnotationTrial trial)
    {
        if (recipe.Teacher.Server is { } server && trial.Cost > 0)
        {
            output.WriteLine(
                $"cost    {Money.Text(trial.Cost, server.Currency)}, beside the run's ledger and budget");
        }

        int pairs = trial.Pairs.Count(pair => pair.Problem is null);
        output.WriteLine($"tried   {pairs} pairs of {trial.Pairs.Count} replies; nothing was written into the run");
    }
}
