namespace Mpa.DemoWorld;

/// <summary>One bar or marker of a chart.</summary>
/// <param name="Color">One of <see cref="SeriesColors.Names"/>.</param>
/// <param name="Value">1 to 9.</param>
public sealed record Series(string Color, int Value);
