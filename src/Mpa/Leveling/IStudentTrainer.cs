using Mpa.Recipes;

namespace Mpa.Leveling;

/// <summary>How a student is trained: TorchSharp on this machine, or a fake in tests.</summary>
public interface IStudentTrainer
{
    /// <summary>
    /// Trains the student and writes a hub-layout folder (and, for LoRA, a PEFT adapter folder
    /// beside it in "adapter") to <paramref name="outputPath"/>. Interrupted, it leaves a state in
    /// <paramref name="statePath"/> from which the same call goes on with the same losses.
    /// </summary>
    /// <param name="student">The student's model folder; bounds of images hold in training too, the number type does not.</param>
    /// <param name="examples">The training set, in the order of their ids; the trainer shuffles with the seed.</param>
    /// <param name="options">The stage's options.</param>
    /// <param name="seed">Seed of the order of examples and of the adapters.</param>
    /// <param name="outputPath">Written only when training is complete.</param>
    /// <param name="statePath">Folder of the resumable state; removed when training is complete.</param>
    /// <param name="onParts">Called once before the first step: what trains.</param>
    /// <param name="onStep">Called after each optimizer step.</param>
    /// <param name="cancellation">Stops after the step under way, with the state saved.</param>
    void Train(
        FolderOptions student,
        IReadOnlyList<TrainingExample> examples,
        LevelOptions options,
        int seed,
        string outputPath,
        string statePath,
        Action<IReadOnlyList<TrainedPart>> onParts,
        Action<TrainingStep> onStep,
        CancellationToken cancellation);
}
