namespace Mpa.DemoWorld;

/// <summary>How much data the demo has.</summary>
public sealed record DemoDataOptions
{
    /// <summary>Unlabeled charts, the four kinds in shares equal to within one chart.</summary>
    public int UnlabeledCharts { get; init; } = 1500;

    /// <summary>Test questions of each chart kind; even, since every test chart has two.</summary>
    public int QuestionsPerKind { get; init; } = 200;

    /// <summary>The fewest series of a chart.</summary>
    public int MinSeries { get; init; } = 2;

    /// <summary>The most series of a chart.</summary>
    public int MaxSeries { get; init; } = ChartSampler.MaxSeries;
}
