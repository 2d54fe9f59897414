using Mpa.Cli.Display;
using Mpa.Cli.Recipes;
using Mpa.Comparisons;
using Mpa.Runs;

namespace Mpa.Cli.Ablations;

/// <summary>
/// Runs an ablation: first what all variants share, then the variants, some at a time; then compares them.
/// </summary>
internal sealed class AblateFlow(CommandContext context, Ablation ablation, int cores)
{
    private readonly TextWriter _out = context.Terminal.Out;
    private readonly Lock _lock = new();
    private readonly List<string> _failures = [];
    private int _done;

    /// <summary>Goes on where an earlier call stopped. A variant that fails doesn't stop the others.</summary>
    /// <returns>An exit code.</returns>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        long began = context.Terminal.Time.GetTimestamp();
        WriteRecipes();
        await RunAsync(ablation.Shared, cores, cancellation);
        if (_failures.Count == 0)
        {
            await RunAllAsync(ablation.Variants.Where(variant => !variant.IsLater), cancellation);
            await RunAllAsync(ablation.Variants.Where(variant => variant.IsLater), cancellation);
            Compare();
        }

        string took = Format.Time(context.Terminal.Time.GetElapsedTime(began));
        _out.WriteLine($"{_done} of {ablation.Runs.Count} runs done in {took}");
        _failures.ForEach(context.Terminal.Error.WriteLine);
        return _failures.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private void WriteRecipes()
    {
        Directory.CreateDirectory(Path.Combine(ablation.Output, "recipes"));
        foreach (Variant variant in ablation.Runs)
        {
            File.WriteAllText(variant.RecipeFile, $"# {variant.Changes}\n{RecipeWriter.Write(variant.Recipe)}");
        }
    }

    private async Task RunAllAsync(IEnumerable<Variant> variants, CancellationToken cancellation)
    {
        ParallelOptions options = new()
        {
            MaxDegreeOfParallelism = ablation.AtATime,
            CancellationToken = cancellation,
        };
        int threads = Math.Max(1, cores / ablation.AtATime);
        await Parallel.ForEachAsync(
            variants, options, async (variant, stop) => await RunAsync(variant, threads, stop));
    }

    private async Task RunAsync(Variant variant, int threads, CancellationToken cancellation)
    {
        (int code, string error) = await context.Workshop.Elsewhere.RunAsync(
            variant.RecipeFile, threads, line => Tell(variant, line), cancellation);
        cancellation.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (code == ExitCode.Done)
            {
                _done++;
            }
            else
            {
                string rerun = $"mpa run {TypedCommand.Quote(RecipePaths.Show(variant.RecipeFile))}";
                string lines = string.Join('\n', error.Trim().Split('\n').Select(line => "  " + line));
                _failures.Add($"{variant.Name} ended with exit code {code}; alone: {rerun}\n{lines}");
            }
        }
    }

    private void Tell(Variant variant, string line)
    {
        int width = ablation.Runs.Max(run => run.Name.Length);
        lock (_lock)
        {
            _out.WriteLine($"[{_done}/{ablation.Runs.Count}] {variant.Name.PadRight(width)}  {line}");
        }
    }

    /// <summary>The variants that are whole, beside the student as it is; the first of them is the measure.</summary>
    private void Compare()
    {
        RunFolder[] folders =
        [
            .. ablation.Variants.Append(ablation.Shared)
                .Select(run => new RunFolder(run.Recipe.Output))
                .Where(IsEvaluated),
        ];
        if (folders.Length < 2)
        {
            _out.WriteLine(
                "Fewer than two runs have scores (without evaluate none has), so there is nothing to compare.");
            return;
        }

        Comparison comparison = ComparisonWriter.Write(folders, ablation.Output);
        CompareEnd.Write(_out, comparison, ablation.Output);
    }

    private static bool IsEvaluated(RunFolder folder) =>
        ManifestStore.Read(folder)?.Stages.ContainsKey(Stage.Evaluate) ?? false;
}
