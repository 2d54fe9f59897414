using Mpa.Leveling;

namespace Mpa.Cli;

/// <summary>Makes the trainer when training begins, so that a run without it loads no libtorch.</summary>
/// <param name="create">Makes it.</param>
internal sealed class LazyTrainer(Func<IStudentTrainer> create) : IStudentTrainer
{
    /// <inheritdoc/>
    public void Train(
        string studentPath,
        IReadOnlyList<TrainingExample> examples,
        LevelOptions options,
        int seed,
        string outputPath,
        string statePath,
        Action<TrainingStep> onStep,
        CancellationToken cancellation) =>
        create().Train(studentPath, examples, options, seed, outputPath, statePath, onStep, cancellation);
}
