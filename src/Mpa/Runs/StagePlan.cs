namespace Mpa.Runs;

/// <summary>What a run would do in one stage.</summary>
/// <param name="Stage">Which.</param>
/// <param name="Complete">True when the stage would be skipped.</param>
/// <param name="Models">What is asked of whom; empty for a stage that asks no model.</param>
public sealed record StagePlan(Stage Stage, bool Complete, IReadOnlyList<ModelPlan> Models);
