using Mpa.Leveling;
using Mpa.Recipes;
using Mpa.Torch.Generation;
using Mpa.Torch.Lora;
using Mpa.Torch.Training;
using TorchSharp;

namespace Mpa.Torch;

/// <summary>Trains students on this machine, with adapters on the language model or every weight.</summary>
/// <param name="clock">Measures steps.</param>
/// <param name="threads">Of libtorch; null leaves its own choice.</param>
public sealed class TorchStudentTrainer(TimeProvider clock, int? threads = null) : IStudentTrainer
{
    private const int SaveEvery = 200;

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
        CancellationToken cancellation)
    {
        using WorkThread thread = new("mpa level");
        thread.Do(() =>
        {
            if (threads is { } count)
            {
                torch.set_num_threads(count);
            }

            // A step's change is often smaller than half precision can hold.
            using LoadedModel model = LoadedModel.Load(student.Path, TorchModelOptions.Of(student) with { Weights = WeightType.Float32 });
            ExampleEncoder encoder = new(model);
            encoder.CheckAll(examples, cancellation);
            LoraAdapters? adapters = Adapters(model, options, seed);
            TrainedParts trained = TrainedParts.Choose(model.Network.Module, adapters, options);
            onParts(trained.Table);
            TrainingState state = new(statePath);
            TrainingLoop.Run(
                model.Network, trained.Tensors, Settings(options, examples.Count), Batches(model, encoder, examples, options, seed), state, clock, onStep, cancellation);
            Write(model, adapters, trained, student.Path, outputPath);
            state.Clear();
        });
    }

    private static LoraAdapters? Adapters(LoadedModel student, LevelOptions options, int seed) => options.Method switch
    {
        "full" => null,
        "lora" => LoraAdapters.Attach(student.Network.Module, Config(student, options), seed),
        _ => throw new MpaException($"level.method is \"{options.Method}\"; expected \"lora\" or \"full\"."),
    };

    private static LoraConfig Config(LoadedModel student, LevelOptions options) =>
        new(options.Rank, options.Alpha, options.Targets, options.Targets.Count == 0 ? student.Network.LanguageLinears : null);

    private static TrainingSettings Settings(LevelOptions options, int examples)
    {
        long steps = options.StepsFor(examples);
        return new TrainingSettings(
            new CosineSchedule(options.LearningRate, (long)Math.Ceiling(steps * options.WarmUp), steps),
            new AdamWSettings(options.WeightDecay),
            options.ClipNorm,
            options.Accumulation,
            SaveEvery);
    }

    private static Func<long, TrainingBatch> Batches(LoadedModel student, ExampleEncoder encoder, IReadOnlyList<TrainingExample> examples, LevelOptions options, int seed)
    {
        ExampleOrder order = new(examples.Count, seed);

        // The padding is never attended to and never learned, so any id serves.
        int padding = student.Network.Text.PaddingId ?? 0;
        return batch => TrainingBatch.Collate(
            [.. Enumerable.Range(0, options.BatchSize).Select(i => encoder.Encode(examples[order.At((batch * options.BatchSize) + i)]))], padding);
    }

    private static void Write(LoadedModel student, LoraAdapters? adapters, TrainedParts trained, string studentPath, string outputPath)
    {
        adapters?.Merge();

        // An adapter tells only of the language model: where another part has changed, it would not make the student from its base.
        bool alone = adapters is not null && trained.Table.All(part => part.Rate == 0 || part.Part == TrainedParts.Adapters);
        LeveledFolder.Write(studentPath, student.Network.Module, outputPath, folder =>
        {
            if (alone)
            {
                adapters!.Save(Path.Combine(folder, "adapter"), Path.GetFileName(studentPath));
            }
        });
    }
}
