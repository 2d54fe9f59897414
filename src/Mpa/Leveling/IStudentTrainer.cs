using Mpa.Recipes;

namespace Mpa.Leveling;

/// <summary>How a student is trained: TorchSharp on this machine, or a fake in tests.</summary>
public interface IStudentTrainer
{
    /// <summary>
    /// Trains the student and writes a hub-layout folder (and, where adapters alone have changed, a PEFT adapter folder
    /// in it, "adapter"). Interrupted, it leaves a state from which the same job goes on with the same losses.
    /// </summary>
    /// <param name="job">What to train, on what, and where to.</param>
    /// <param name="callbacks">Who hears of it.</param>
    /// <param name="cancellation">Stops after the step under way, with the state saved.</param>
    /// <exception cref="MpaException">The student or an example can't be used, or the training diverges.</exception>
    void Train(TrainingJob job, TrainingCallbacks callbacks, CancellationToken cancellation);
}

/// <summary>One training, whole: equal jobs give equal students.</summary>
public sealed record TrainingJob
{
    /// <summary>The student's model folder; bounds of images hold in training too, the number type does not.</summary>
    public required FolderOptions Student { get; init; }

    /// <summary>The training set, in the order of their ids; the trainer shuffles with the seed.</summary>
    public required IReadOnlyList<TrainingExample> Examples { get; init; }

    /// <summary>The stage's options.</summary>
    public required LevelOptions Options { get; init; }

    /// <summary>Seed of the order of examples and of the adapters.</summary>
    public required int Seed { get; init; }

    /// <summary>The leveled student's folder, written only when training is complete.</summary>
    public required string OutputPath { get; init; }

    /// <summary>
    /// Folder of the resumable state. It stays: who asked for the training removes it when the student is safe.
    /// </summary>
    public required string StatePath { get; init; }
}

/// <summary>Who hears of a training, on the trainer's thread.</summary>
/// <param name="OnParts">Called once before the first step: what trains.</param>
/// <param name="OnStep">Called after each optimizer step.</param>
public sealed record TrainingCallbacks(Action<IReadOnlyList<TrainedPart>> OnParts, Action<TrainingStep> OnStep);

/// <summary>One supervised example: an image or several, what is asked, and what shall be answered.</summary>
/// <param name="Id">The parity example's id.</param>
/// <param name="Images">Full paths, in the order in which the prompt shows them.</param>
/// <param name="Prompt">The user's text exactly as PI and evaluation ask it.</param>
/// <param name="Answer">The target; the loss is on its tokens and the end token only.</param>
/// <param name="Replayed">True for a pair that both models knew, trained on against forgetting.</param>
public sealed record TrainingExample(
    string Id, IReadOnlyList<string> Images, string Prompt, string Answer, bool Replayed);
