namespace Mpa.Torch.Training;

/// <summary>What the training loop is told.</summary>
/// <param name="Schedule">Share of its peak that every learning rate has at a step.</param>
/// <param name="Optimizer">Constants of AdamW.</param>
/// <param name="ClipNorm">Gradients are scaled down to this joint norm.</param>
/// <param name="Accumulation">Batches in one step, which is that of one batch of them all.</param>
/// <param name="SaveEvery">Steps between two saved states; 0 saves only when interrupted.</param>
internal sealed record TrainingSettings(
    CosineSchedule Schedule,
    AdamWSettings Optimizer,
    double ClipNorm = 1.0,
    int Accumulation = 1,
    int SaveEvery = 0);

/// <summary>
/// A factor of learning rates that rises in a line from 0 to 1 over the warm-up and falls to 0 along a cosine
/// (transformers' cosine schedule). The peaks belong to the groups of parameters.
/// </summary>
/// <param name="WarmUpSteps">Steps of the rise.</param>
/// <param name="Steps">Steps in all.</param>
internal sealed record CosineSchedule(long WarmUpSteps, long Steps)
{
    /// <summary>The factor of a step counted from 0. With a warm-up that of the first step is 0.</summary>
    public double Factor(long step) => Rate(1, step);

    /// <summary>
    /// The rate of a group at a step: its peak times the factor. The peak comes first, before the warm-up's division,
    /// so that the result is rounded as in a schedule that knows its peak: to the bit what earlier versions trained
    /// with.
    /// </summary>
    /// <param name="peak">The group's highest rate.</param>
    /// <param name="step">Counted from 0.</param>
    public double Rate(double peak, long step)
    {
        if (step < WarmUpSteps)
        {
            return peak * step / WarmUpSteps;
        }

        double progress = (double)(step - WarmUpSteps) / Math.Max(1, Steps - WarmUpSteps);
        return peak * 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1, progress)));
    }
}

/// <summary>Constants of AdamW.</summary>
/// <param name="WeightDecay">Decoupled decay on tensors of two or more dimensions.</param>
/// <param name="Beta1">Memory of the first moment.</param>
/// <param name="Beta2">Memory of the second moment.</param>
/// <param name="Epsilon">Added to the root of the second moment.</param>
internal sealed record AdamWSettings(
    double WeightDecay = 0.0, double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8);
