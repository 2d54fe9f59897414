namespace Mpa.Torch.Training;

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
