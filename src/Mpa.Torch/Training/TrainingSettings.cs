namespace Mpa.Torch.Training;

/// <summary>What the training loop is told.</summary>
/// <param name="Schedule">Learning rate by step.</param>
/// <param name="Optimizer">Constants of AdamW.</param>
/// <param name="ClipNorm">Gradients are scaled down to this joint norm.</param>
/// <param name="Accumulation">Batches in one step; their losses are averaged.</param>
/// <param name="SaveEvery">Steps between two saved states; 0 saves only when interrupted.</param>
public sealed record TrainingSettings(
    CosineSchedule Schedule,
    AdamWSettings Optimizer,
    double ClipNorm = 1.0,
    int Accumulation = 1,
    int SaveEvery = 0);
