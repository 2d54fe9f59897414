using Mpa.Leveling;
using Mpa.Torch.Families;
using Mpa.Torch.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Mpa.Torch.Training;

/// <summary>
/// The one training loop, for LoRA, full fine-tuning and pretraining alike: they differ in which parameters train. It
/// belongs to one thread, on which all of its tensors are made and let go.
/// </summary>
internal sealed class TrainingLoop
{
    /// <summary>Its trained parameters change in place.</summary>
    public required IVisionLanguageNetwork Network { get; init; }

    /// <summary>What is trained; everything else is frozen.</summary>
    public required IReadOnlyList<ParameterGroup> Groups { get; init; }

    /// <summary>Schedule and optimizer.</summary>
    public required TrainingSettings Settings { get; init; }

    /// <summary>
    /// The batch of a number counted from 0, always the same for the same number; called on another thread.
    /// </summary>
    public required Func<long, TrainingBatch> BatchAt { get; init; }

    /// <summary>Where an interrupted training is kept.</summary>
    public required TrainingState State { get; init; }

    /// <summary>Told the number of each step, counted from 0, before it.</summary>
    public Action<long> OnBegin { get; init; } = _ => { };

    /// <summary>Measures each step.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Trains from the saved state, if there is one, to the schedule's end.</summary>
    /// <param name="onStep">Called after each step.</param>
    /// <param name="cancellation">Stops after the step under way, with the state saved.</param>
    /// <exception cref="MpaException">The loss or the gradients are no numbers any more.</exception>
    public void Run(Action<TrainingStep> onStep, CancellationToken cancellation)
    {
        Schedule schedule = Settings.Schedule;
        using Optimizer optimizer = new(Groups, Settings.Rule);
        State.TryLoad(Groups, optimizer);
        FreezeTheRest();
        int parts = Settings.Accumulation;
        using BatchesAhead batches = new(BatchAt, first: optimizer.Steps * parts, end: schedule.Steps * parts);
        long saved = Clock.GetTimestamp();
        while (optimizer.Steps < schedule.Steps)
        {
            if (cancellation.IsCancellationRequested)
            {
                State.Save(Groups, optimizer);
                cancellation.ThrowIfCancellationRequested();
            }

            long started = Clock.GetTimestamp();
            OnBegin(optimizer.Steps);
            double loss = 0;
            int tokens = 0;
            int labels = 0;
            for (int part = 0; part < parts; part++)
            {
                TrainingBatch batch = batches.Take();
                int weight = parts == 1 ? 1 : AnswerLoss.Labels(batch.Chats);
                loss += Backward(batch, weight);
                tokens += batch.Chats.Ids.Length;
                labels += weight;
            }

            loss /= labels;
            optimizer.DivideGradients(labels);

            double norm = optimizer.ClipGradients(Settings.ClipNorm);
            if (!double.IsFinite(loss) || !double.IsFinite(norm))
            {
                throw Diverged(optimizer.Steps + 1, loss, norm);
            }

            double[] rates = [.. Groups.Select(group => schedule.Rate(group.Peak, optimizer.Steps))];
            optimizer.Step(rates);
            onStep(new TrainingStep(
                Step: (int)optimizer.Steps,
                Steps: (int)schedule.Steps,
                Loss: loss,
                GradientNorm: norm,
                LearningRate: rates.Max(),
                Tokens: tokens,
                Seconds: Clock.GetElapsedTime(started).TotalSeconds)
            {
                Rates = RatesByPart(rates),
            });
            if (Settings.SaveEvery is { } time && Clock.GetElapsedTime(saved) >= time)
            {
                State.Save(Groups, optimizer);
                saved = Clock.GetTimestamp();
            }
        }
    }

    /// <summary>
    /// Adds a batch's gradients times its weight, and gives its loss so: where a step has several batches each counts
    /// by its labels, so that the step is that of one batch of them all.
    /// </summary>
    private double Backward(TrainingBatch batch, int weight)
    {
        using IDisposable scope = NewDisposeScope();
        Tensor loss = AnswerLoss.Of(Network, batch).Times(weight);
        loss.backward();
        return loss.Value();
    }

    private void FreezeTheRest()
    {
        foreach ((_, Parameter parameter) in Network.Parameters)
        {
            parameter.requires_grad = false;
        }

        foreach ((_, Parameter value) in Groups.SelectMany(group => group.Parameters))
        {
            value.requires_grad = true;
        }
    }

    /// <summary>Null where all groups have one peak, and so one rate at every step.</summary>
    private Dictionary<string, double>? RatesByPart(double[] rates) =>
        Groups.Select(group => group.Peak).Distinct().Count() == 1
            ? null
            : Groups.Zip(rates).ToDictionary(pair => pair.First.Part, pair => pair.Second);

    private MpaException Diverged(long step, double loss, double norm) => new(
        $"Training diverged at step {step}: loss {loss}, gradient norm {norm}. "
        + $"Lower the learning rate ({Groups.Max(group => group.Peak):g}).");
}

/// <summary>What the training loop is told.</summary>
/// <param name="Schedule">Share of its peak that every learning rate has at a step.</param>
/// <param name="Rule">How gradients become updates.</param>
/// <param name="ClipNorm">Gradients are scaled down to this joint norm.</param>
/// <param name="Accumulation">Batches in one step, which is that of one batch of them all.</param>
/// <param name="SaveEvery">Time between two saved states; null saves only when interrupted.</param>
internal sealed record TrainingSettings(
    Schedule Schedule,
    IUpdateRule Rule,
    double ClipNorm = 1.0,
    int Accumulation = 1,
    TimeSpan? SaveEvery = null);
