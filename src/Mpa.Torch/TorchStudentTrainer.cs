using Mpa.Leveling;
using Mpa.Models;
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
    /// <inheritdoc/>
    public void Train(TrainingJob job, TrainingCallbacks callbacks, CancellationToken cancellation)
    {
        using WorkThread thread = new("mpa level");
        thread.Do(() => TrainHere(job, callbacks, cancellation));
    }

    /// <summary>On the one thread that makes and lets go of every tensor of the training.</summary>
    private void TrainHere(TrainingJob job, TrainingCallbacks callbacks, CancellationToken cancellation)
    {
        if (threads is { } count)
        {
            torch.set_num_threads(count);
        }

        // A step's change is often smaller than half precision can hold.
        TorchModelOptions loading = TorchModelOptions.Of(job.Student) with { Weights = WeightType.Float32 };
        using LoadedModel model = LoadedModel.Load(job.Student.Path, loading);
        ExampleEncoder encoder = new(model);
        encoder.CheckAll(job.Examples, cancellation);
        TrainingPlan plan = new(job.Options);
        using LoraAdapters? adapters = Adapters(model, job);
        TrainedParts trained = TrainedParts.Choose(model.Network, adapters, plan);
        callbacks.OnParts(trained.Table);
        TrainingState state = new(job.StatePath);
        new TrainingLoop
        {
            Network = model.Network,
            Groups = trained.Groups,
            Settings = Settings(job.Options, plan.Steps(job.Examples.Count)),
            BatchAt = Batches(model, encoder, job),
            State = state,
            Clock = clock,
            OnBegin = step => adapters?.Begin(step),
        }.Run(callbacks.OnStep, cancellation);
        Write(model, adapters, trained, job);
    }

    private static LoraAdapters? Adapters(LoadedModel student, TrainingJob job) => job.Options.Method switch
    {
        "full" => null,
        "lora" => LoraAdapters.Attach(
            student.Network, LevelAdapters.Config(student.Network, job.Options), job.Seed),
        _ => throw new MpaException($"level.method is \"{job.Options.Method}\"; expected \"lora\" or \"full\"."),
    };

    private static TrainingSettings Settings(LevelOptions options, long steps) => new(
        Schedule(options, steps),
        Rule(options),
        options.ClipNorm,
        options.Accumulation,
        TimeSpan.FromMinutes(options.SaveMinutes ?? LevelOptions.UsualSaveMinutes));

    private static Schedule Schedule(LevelOptions options, long steps) =>
        new((long)Math.Ceiling(steps * options.WarmUp), steps)
        {
            Kind = options.Schedule == "constant" ? "constant_with_warmup" : options.Schedule ?? "cosine",
        };

    private static IUpdateRule Rule(LevelOptions options) => options.Optimizer switch
    {
        null or "adamw" => new AdamRule(options.WeightDecay),
        "lion" => new LionRule(options.WeightDecay),
        "sgd" => new SgdRule(options.WeightDecay),
        "adafactor" => new AdafactorRule(options.WeightDecay),
        _ => throw new MpaException(
            $"level.optimizer is \"{options.Optimizer}\"; expected \"adamw\", \"lion\", \"sgd\" or \"adafactor\"."),
    };

    private static Func<long, TrainingBatch> Batches(LoadedModel student, ExampleEncoder encoder, TrainingJob job)
    {
        int size = job.Options.BatchSize;
        ExampleOrder order = new(job.Examples.Count, job.Seed);

        // The padding is never attended to and never learned, so any id serves.
        int padding = student.Network.Text.PaddingId ?? 0;
        return batch => TrainingBatch.Collate(
            [.. Enumerable.Range(0, size).Select(i => encoder.Encode(job.Examples[order.At((batch * size) + i)]))],
            padding);
    }

    private static void Write(LoadedModel student, LoraAdapters? adapters, TrainedParts trained, TrainingJob job)
    {
        adapters?.Merge();
        LeveledFolder.Write(job.Student.Path, student.Network.Parameters, job.OutputPath, folder =>
        {
            if (trained.AdaptersAlone)
            {
                adapters!.Save(Path.Combine(folder, "adapter"), Path.GetFileName(job.Student.Path));
            }
        });
    }
}
