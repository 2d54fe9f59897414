using Mpa.Imaging;

namespace Mpa.DemoWorld;

/// <summary>A drawn chart and what it shows.</summary>
/// <param name="Image">96×96 pixels.</param>
/// <param name="Chart">The truth about it.</param>
public sealed record ChartSample(RgbImage Image, Chart Chart);
