namespace Mpa.Reports;

/// <summary>What a run spent on its served teacher.</summary>
/// <param name="Currency">Of the costs.</param>
/// <param name="Stages">By stage, in order.</param>
/// <param name="Reported">What the server called the models that answered.</param>
public sealed record Spending(string Currency, IReadOnlyList<StageSpending> Stages, IReadOnlyList<string> Reported)
{
    /// <summary>Of all stages.</summary>
    public double Cost => Stages.Sum(stage => stage.Cost);
}
