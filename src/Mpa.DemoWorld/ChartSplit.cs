namespace Mpa.DemoWorld;

/// <summary>
/// What a chart is for. The series (colors and values, in order) decide the split by a hash, so that no two splits ever share
/// the contents of a chart, whatever the seeds.
/// </summary>
public enum ChartSplit
{
    /// <summary>The labeled charts that the bundled models are pretrained on: 12 of 16 contents.</summary>
    Pretraining,

    /// <summary>The demo's unlabeled charts: 3 of 16 contents.</summary>
    Unlabeled,

    /// <summary>The demo's held-out test: 1 of 16 contents.</summary>
    Test,
}
