namespace Mpa.DemoWorld;

/// <summary>How a chart shows its values. <see cref="ChartKinds"/> holds the names used in data files.</summary>
public enum ChartKind
{
    /// <summary>Vertical bars; "bar".</summary>
    Bar,

    /// <summary>Horizontal bars; "hbar".</summary>
    HorizontalBar,

    /// <summary>Markers joined by a line, value upward; "line".</summary>
    Line,

    /// <summary>Unjoined markers, value to the right, one row a series; "dot".</summary>
    Dot,
}
