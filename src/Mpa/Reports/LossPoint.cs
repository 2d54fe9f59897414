namespace Mpa.Reports;

/// <summary>A point of the loss curve.</summary>
/// <param name="Step">The last step it averages.</param>
/// <param name="Loss">Mean loss, in nats a token.</param>
public sealed record LossPoint(int Step, double Loss);
