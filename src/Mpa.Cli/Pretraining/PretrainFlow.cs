using Mpa.Cli.Recipes;
using Mpa.Leveling;
using Mpa.Torch.Pretraining;

namespace Mpa.Cli.Pretraining;

/// <summary>Runs a pretraining from its recipe file, with a line every so many steps.</summary>
internal static class PretrainFlow
{
    private const int StepsPerLine = 50;

    /// <summary>Trains to the end; interrupted, the same call goes on.</summary>
    /// <param name="file">The recipe.</param>
    /// <param name="terminal">Where lines go.</param>
    /// <param name="cancellation">Stops after the step under way, with a state to resume from.</param>
    public static async Task<int> RunAsync(string file, Terminal terminal, CancellationToken cancellation)
    {
        PretrainRecipe recipe = Load(file);
        string size = $"{recipe.Steps} steps of {recipe.BatchSize} conversations";
        string kinds = string.Join(", ", recipe.Kinds);
        terminal.Out.WriteLine($"mpa pretrain · {RecipePaths.Show(recipe.Output)} · {size} · {kinds}");
        List<TrainingStep> steps = [];
        PretrainingJob job = new DemoLessons(recipe).Job();
        ModelPretraining pretraining = new(terminal.Time);
        await Task.Run(
            () => pretraining.Run(job, step => Note(terminal, recipe, steps, step), cancellation), cancellation);
        terminal.Out.WriteLine($"model  {RecipePaths.Show(recipe.Output)}        try it:  mpa demo");
        return ExitCode.Done;
    }

    /// <summary>Reads a recipe as strictly as those of runs.</summary>
    /// <exception cref="MpaException">Lists every error with its line.</exception>
    internal static PretrainRecipe Load(string file)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        RecipeNode root = RecipeYaml.ParseFile(File.ReadAllText(file), file, folder);
        RecipeBinder binder = new(mustExist: false);
        PretrainRecipe recipe = (PretrainRecipe)binder.Bind(typeof(PretrainRecipe), "", root);
        string[] errors = recipe.Output is null
            ? [.. binder.Errors, $"{file}: \"output\" is missing: the model folder to write"]
            : [.. binder.Errors];
        return errors.Length == 0 ? recipe : throw new MpaException(string.Join("\n", errors));
    }

    private static void Note(Terminal terminal, PretrainRecipe recipe, List<TrainingStep> steps, TrainingStep step)
    {
        steps.Add(step);
        if (step.Step % StepsPerLine == 0 || step.Step == step.Steps)
        {
            double seconds = steps.Average(s => s.Seconds);
            TimeSpan left = TimeSpan.FromSeconds(seconds * (step.Steps - step.Step));
            terminal.Out.WriteLine(
                FormattableString.Invariant($"{step.Step,6}/{step.Steps}  loss {steps.Average(s => s.Loss):0.0000}  ")
                + FormattableString.Invariant($"{recipe.BatchSize / seconds:0} charts/s  left {left:h\\:mm\\:ss}"));
            steps.Clear();
        }
    }
}
