using Mpa.Leveling;
using Mpa.Torch.Checkpoints;
using Mpa.Torch.Families.Idefics3;
using Mpa.Torch.Layers;
using Mpa.Torch.Training;
using static TorchSharp.torch;

namespace Mpa.Torch.Pretraining;

/// <summary>Trains a model from first weights. Its folder holds config.json and the tokenizer already.</summary>
public static class ModelPretraining
{
    /// <summary>Trains every weight and writes model.safetensors (bfloat16) when done; interrupted, goes on from "state" in the folder.</summary>
    /// <param name="folder">The model folder.</param>
    /// <param name="seed">Of the first weights.</param>
    /// <param name="threads">Of libtorch.</param>
    /// <param name="settings">Schedule and optimizer.</param>
    /// <param name="batchAt">The batch of a step counted from 0; called on another thread.</param>
    /// <param name="clock">Measures each step.</param>
    /// <param name="onStep">Called after each step.</param>
    /// <param name="cancellation">Stops after the step under way.</param>
    public static void Run(
        string folder,
        long seed,
        int threads,
        TrainingSettings settings,
        Func<long, TrainingBatch> batchAt,
        TimeProvider clock,
        Action<TrainingStep> onStep,
        CancellationToken cancellation)
    {
        set_num_threads(threads);
        Idefics3Model model = new(Idefics3Config.Load(folder), TensorPlace.Cpu);
        Initializer.Fill(model, seed);
        TrainingState state = new(Path.Combine(folder, "state"));
        TrainingLoop.Run(model, TrainedTensor.All(model), settings, batchAt, state, clock, onStep, cancellation);
        WeightSaver.Save(model, folder, ScalarType.BFloat16);
        state.Clear();
    }
}
