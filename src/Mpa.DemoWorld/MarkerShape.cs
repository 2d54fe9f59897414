namespace Mpa.DemoWorld;

/// <summary>The marker of line and dot charts.</summary>
public enum MarkerShape
{
    /// <summary>A disc.</summary>
    Disc,

    /// <summary>An upright square.</summary>
    Square,

    /// <summary>A square on its corner.</summary>
    Diamond,
}
