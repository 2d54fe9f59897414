namespace Mpa.Reports;

/// <summary>How the training went.</summary>
/// <param name="Steps">Optimizer steps done.</param>
/// <param name="PlannedSteps">Steps in all.</param>
/// <param name="FirstLoss">Mean loss of the first twentieth of the steps, in nats a token.</param>
/// <param name="LastLoss">Mean loss of the last twentieth.</param>
/// <param name="Tokens">Tokens read.</param>
/// <param name="Seconds">Time of all steps.</param>
/// <param name="Curve">The loss over the steps, averaged to a few hundred points.</param>
public sealed record TrainingSummary(
    int Steps,
    int PlannedSteps,
    double FirstLoss,
    double LastLoss,
    long Tokens,
    double Seconds,
    IReadOnlyList<LossPoint> Curve);
