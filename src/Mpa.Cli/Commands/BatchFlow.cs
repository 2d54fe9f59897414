using Mpa.Annotation;
using Mpa.Cli.Display;
using Mpa.Cli.Recipes;
using Mpa.Models;
using Mpa.Recipes;
using Mpa.Remote.Batches;
using Mpa.Runs;

namespace Mpa.Cli.Commands;

/// <summary>Annotation by way of a provider's batches: requests go into files, answers come from files.</summary>
internal static class BatchFlow
{
    /// <summary>Collects the images and writes what is missing.</summary>
    public static async Task<int> WriteAsync(
        CommandContext context, Recipe recipe, string path, CancellationToken cancellation)
    {
        ServerOptions server = ServerOf(recipe);
        RunParts parts = context.Workshop.Run;
        await new Pipeline(parts).RunAsync(recipe, until: Stage.Collect, cancellation: cancellation);
        IReadOnlyList<ModelRequest> missing = AnnotationRequests.Missing(recipe, parts);
        IReadOnlyList<(string Path, int Requests)> files = await BatchFile.WriteAsync(
            server, missing, RecipePaths.Resolve(path, Environment.CurrentDirectory), cancellation);
        foreach ((string file, int requests) in files)
        {
            context.Terminal.Out.WriteLine($"batch   {RecipePaths.Show(file)}  {Format.Count(requests)} requests");
        }

        string run = TypedCommand.Quote(RecipePaths.Show(recipe.Output));
        context.Terminal.Out.WriteLine(files.Count == 0
            ? "Nothing is missing: no file was written."
            : "next    upload it as a batch of /v1/chat/completions, then "
                + $"mpa annotate {run} --batch-results OUTPUT");
        return ExitCode.Done;
    }

    /// <summary>Makes rows of the answers.</summary>
    public static Task<int> ReadAsync(
        CommandContext context, Recipe recipe, IReadOnlyList<string> files, CancellationToken cancellation)
    {
        ServerOptions server = ServerOf(recipe);
        string[] paths = [.. files.Select(file => RecipePaths.Resolve(file, Environment.CurrentDirectory))];
        RunParts parts = context.Workshop.Run;
        RunParts answered = parts with { Models = new BatchModels(parts.Models, server, paths) };
        CommandContext with = context with { Workshop = context.Workshop with { Run = answered } };
        return RunFlow.RunAsync(
            with, new RunRequest(Stage.Annotate.Name, recipe, Until: Stage.Annotate), cancellation);
    }

    private static ServerOptions ServerOf(Recipe recipe) => recipe switch
    {
        { Teacher.Server: null } => throw new MpaException(
            "A batch is for a teacher behind a server: the recipe's teacher must be a map with a url and a model"),
        { Annotate.TargetKept: > 0 } => throw new MpaException(
            "annotate.targetKept asks in rounds, each after the last was identified, so it can't be put into a batch; "
            + "set it to 0"),
        _ => recipe.Teacher.Server,
    };

    /// <summary>The teacher answers from a batch's output files.</summary>
    private sealed class BatchModels(IModels models, ServerOptions server, string[] files) : IModels
    {
        public IVisionLanguageModel Open(ModelReference model, ModelRole role, FeatureRoom? features) =>
            BatchResults.Open(server, files);

        public void Check(ModelReference model, ModelRole role)
        {
            if (role != ModelRole.Teacher)
            {
                models.Check(model, role);
            }
        }

        public string Fingerprint(ModelReference model) => models.Fingerprint(model);
    }
}
