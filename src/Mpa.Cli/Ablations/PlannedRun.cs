using Mpa.Cli.Display;

namespace Mpa.Cli.Ablations;

/// <summary>A row of an ablation's plan.</summary>
/// <param name="Variant">Which run.</param>
/// <param name="Asked">Requests still to be made of models.</param>
/// <param name="FewerAsked">True when there may be fewer requests.</param>
/// <param name="Trained">Optimizer steps still to be taken.</param>
/// <param name="FewerTrained">True when there may be fewer steps.</param>
/// <param name="Complete">True when nothing is left to do.</param>
/// <param name="Seconds">Estimated.</param>
internal sealed record PlannedRun(Variant Variant, long Asked, bool FewerAsked, long Trained, bool FewerTrained, bool Complete, double Seconds)
{
    /// <summary>The run's name.</summary>
    public string Name => Variant.Name;

    /// <summary>What it changes.</summary>
    public string Changes => Variant.Changes.Length == 0 ? "nothing" : Variant.Changes;

    /// <summary>"≤12,000", or "done".</summary>
    public string Requests => Complete ? "done" : (FewerAsked ? "≤" : "") + Format.Count(Asked);

    /// <summary>"1,000"; nothing for a run that trains nothing.</summary>
    public string Steps => Trained == 0 ? "" : (FewerTrained ? "≤" : "") + Format.Count(Trained);

    /// <summary>"1:20".</summary>
    public string Time => Complete ? "" : Format.Time(TimeSpan.FromSeconds(Seconds));
}
