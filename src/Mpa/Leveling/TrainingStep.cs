namespace Mpa.Leveling;

/// <summary>One optimizer step (a row of 4-training.jsonl).</summary>
/// <param name="Step">Counted from 1.</param>
/// <param name="Steps">Steps in all.</param>
/// <param name="Loss">Mean negative log-likelihood of the answer tokens, in nats.</param>
/// <param name="GradientNorm">Before clipping.</param>
/// <param name="LearningRate">Used in this step.</param>
/// <param name="Tokens">Tokens read in this step, image tokens included.</param>
/// <param name="Seconds">Time of this step.</param>
public sealed record TrainingStep(int Step, int Steps, double Loss, double GradientNorm, double LearningRate, int Tokens, double Seconds);
