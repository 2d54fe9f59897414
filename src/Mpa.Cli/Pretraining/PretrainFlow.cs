using Mpa.Cli.Recipes;
using Mpa.Leveling;
using Mpa.Recipes;
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
        RecipeBinder binder = new(home: null, mustExist: false);
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

/// <summary>How one of the bundled demo models is made from nothing (recipes/pretrain-*.yaml).</summary>
internal sealed record PretrainRecipe
{
    /// <summary>The model folder to write.</summary>
    [WrittenPath]
    public required string Output { get; init; }

    /// <summary>Chart kinds the model gets to know: "bar", "hbar", "line", "dot".</summary>
    public required IReadOnlyList<string> Kinds { get; init; }

    /// <summary>Sizes of the model.</summary>
    public ModelShape Shape { get; init; } = new();

    /// <summary>Tokens, the 256 bytes and the special ones included.</summary>
    public int VocabularySize { get; init; } = 448;

    /// <summary>Seed of the charts, the conversations and the first weights.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Optimizer steps.</summary>
    public int Steps { get; init; } = 12_000;

    /// <summary>Conversations in a step.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>Peak learning rate.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Steps of the rise to it.</summary>
    public int WarmUpSteps { get; init; } = 150;

    /// <summary>Decoupled weight decay on matrices.</summary>
    public double WeightDecay { get; init; } = 0.05;

    /// <summary>Share of the steps over which charts grow from one series to six.</summary>
    public double Curriculum { get; init; } = 0.25;

    /// <summary>
    /// Threads of libtorch. Small models gain little from a second; two models can be trained side by side instead.
    /// </summary>
    public int Threads { get; init; } = 1;
}
