namespace Mpa.DemoWorld;

/// <summary>The chart kinds and their names in data files.</summary>
public static class ChartKinds
{
    private static readonly string[] Names = ["bar", "hbar", "line", "dot"];

    /// <summary>Every kind, in the order of the enumeration.</summary>
    public static IReadOnlyList<ChartKind> All { get; } = [ChartKind.Bar, ChartKind.HorizontalBar, ChartKind.Line, ChartKind.Dot];

    /// <summary>The name in data files: "bar", "hbar", "line" or "dot".</summary>
    public static string Name(this ChartKind kind) => Names[(int)kind];

    /// <summary>True where the value axis lies along the bottom and series stand one below the other.</summary>
    public static bool IsHorizontal(this ChartKind kind) => kind is ChartKind.HorizontalBar or ChartKind.Dot;

    /// <summary>Reads a name of a data file or recipe.</summary>
    /// <exception cref="MpaException">The name is none of the four.</exception>
    public static ChartKind Parse(string name)
    {
        int index = Array.IndexOf(Names, name);
        return index >= 0
            ? All[index]
            : throw new MpaException($"\"{name}\" is no chart kind of the demo: use one of {string.Join(", ", Names)}.");
    }
}
