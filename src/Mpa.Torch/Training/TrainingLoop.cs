using Mpa.Leveling;
using Mpa.Torch.Families;
using Mpa.Torch.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Mpa.Torch.Training;

/// <summary>The one training loop, for LoRA and full fine-tuning alike: they differ in which parameters train.</summary>
internal static class TrainingLoop
{
    /// <summary>Trains from the saved state, if there is one, to the schedule's end.</summary>
    /// <param name="network">Its trained parameters change in place.</param>
    /// <param name="trained">What is trained; everything else is frozen.</param>
    /// <param name="settings">Schedule and optimizer.</param>
    /// <param name="batchAt">The batch of a number counted from 0, always the same for the same number; called on another thread.</param>
    /// <param name="state">Where an interrupted training is kept.</param>
    /// <param name="clock">Measures each step.</param>
    /// <param name="onStep">Called after each step.</param>
    /// <param name="cancellation">Stops after the step under way, with the state saved.</param>
    public static void Run(
        IVisionLanguageNetwork network,
        IReadOnlyList<TrainedTensor> trained,
        TrainingSettings settings,
        Func<long, TrainingBatch> batchAt,
        TrainingState state,
        TimeProvider clock,
        Action<TrainingStep> onStep,
        CancellationToken cancellation)
    {
        using AdamW optimizer = new(trained, settings.Optimizer);
        state.TryLoad(trained, optimizer);
        Freeze(network, trained);
        long next = optimizer.Steps * settings.Accumulation;
        Task<TrainingBatch> ahead = Task.Run(() => batchAt(next), CancellationToken.None);
        while (optimizer.Steps < settings.Schedule.Steps)
        {
            if (cancellation.IsCancellationRequested)
            {
                state.Save(trained, optimizer);
                cancellation.ThrowIfCancellationRequested();
            }

            long started = clock.GetTimestamp();
            double rate = settings.Schedule.At(optimizer.Steps);
            double loss = 0;
            int tokens = 0;
            for (int part = 0; part < settings.Accumulation; part++)
            {
                TrainingBatch batch = ahead.GetAwaiter().GetResult();

                // The next batch is drawn while this one is computed.
                long following = ++next;
                ahead = Task.Run(() => batchAt(following), CancellationToken.None);
                loss += Backward(network, batch, settings.Accumulation);
                tokens += batch.Chats.Ids.Length;
            }

            double norm = optimizer.ClipGradients(settings.ClipNorm);
            if (!double.IsFinite(loss) || !double.IsFinite(norm))
            {
                throw new MpaException($"Training diverged at step {optimizer.Steps + 1}: loss {loss}, gradient norm {norm}. Lower the learning rate ({settings.Schedule.Peak:g}).");
            }

            optimizer.Step(rate);
            onStep(new TrainingStep((int)optimizer.Steps, (int)settings.Schedule.Steps, loss, norm, rate, tokens, clock.GetElapsedTime(started).TotalSeconds));
            if (settings.SaveEvery > 0 && optimizer.Steps % settings.SaveEvery == 0)
            {
                state.Save(trained, optimizer);
            }
        }
    }

    /// <summary>Adds a batch's gradients; gives its share of the step's loss.</summary>
    private static double Backward(IVisionLanguageNetwork network, TrainingBatch batch, int parts)
    {
        using IDisposable scope = NewDisposeScope();
        Tensor loss = AnswerLoss.Of(network, batch).Times(1.0 / parts);
        loss.backward();
        return loss.Value();
    }

    private static void Freeze(IVisionLanguageNetwork network, IReadOnlyList<TrainedTensor> trained)
    {
        foreach (Parameter parameter in network.Module.parameters())
        {
            parameter.requires_grad = false;
        }

        foreach ((_, Parameter value, _) in trained)
        {
            value.requires_grad = true;
        }
    }
}
