using Mpa.Leveling;
using Mpa.Recipes;

namespace Mpa.Cli;

/// <summary>Makes the trainer when training begins, so that a run without it loads no libtorch.</summary>
/// <param name="create">Makes it.</param>
internal sealed class LazyTrainer(Func<IStudentTrainer> create) : IStudentTrainer
{
    /// <inheritdoc/>
    public void Train(
        FolderOptions student,
        IReadOnlyList<TrainingExample> examples,
        LevelOptions options,
        int seed,
        string outputPath,
        string statePath,
        Action<IReadOnlyList<TrainedPart>> onParts,
        Action<TrainingStep> onStep,
        CancellationToken cancellation) =>
        create().Train(student, examples, options, seed, outputPath, statePath, onParts, onStep, cancellation);
}
