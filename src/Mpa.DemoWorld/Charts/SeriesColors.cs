namespace Mpa.DemoWorld;

/// <summary>
/// The ten colors that name a series, far apart from each other, from the background and from the gridlines.
/// </summary>
internal static class SeriesColors
{
    private static readonly (string Name, Rgb Rgb)[] Table =
    [
        ("red", new Rgb(218, 36, 40)),
        ("blue", new Rgb(36, 84, 204)),
        ("green", new Rgb(40, 152, 60)),
        ("orange", new Rgb(246, 128, 16)),
        ("purple", new Rgb(130, 52, 168)),
        ("brown", new Rgb(118, 72, 36)),
        ("pink", new Rgb(246, 136, 190)),
        ("black", new Rgb(32, 32, 36)),
        ("cyan", new Rgb(44, 188, 214)),
        ("yellow", new Rgb(242, 210, 28)),
    ];

    /// <summary>The ten names.</summary>
    public static IReadOnlyList<string> Names { get; } = Array.ConvertAll(Table, entry => entry.Name);

    /// <summary>The color without jitter.</summary>
    public static Rgb Of(string name) => Table[IndexOf(name)].Rgb;

    /// <summary>The name's place in <see cref="Names"/>.</summary>
    public static int IndexOf(string name)
    {
        int index = Array.FindIndex(Table, entry => entry.Name == name);
        return index >= 0
            ? index
            : throw new ArgumentException(
                $"\"{name}\" is none of the ten colors: {string.Join(", ", Names)}.", nameof(name));
    }
}

/// <summary>A color, 8 bits a channel.</summary>
internal readonly record struct Rgb(byte R, byte G, byte B)
{
    /// <summary>This color mixed with another in sixteenths, rounded.</summary>
    /// <param name="over">The color that covers.</param>
    /// <param name="sixteenths">0 (none of it) to 16 (only it).</param>
    public Rgb Mix(Rgb over, int sixteenths) =>
        new(Mix(R, over.R, sixteenths), Mix(G, over.G, sixteenths), Mix(B, over.B, sixteenths));

    /// <summary>This color with a number added to each channel, kept within 0 to 255.</summary>
    public Rgb Shift(int r, int g, int b) => new(Clamp(R + r), Clamp(G + g), Clamp(B + b));

    private static byte Mix(int under, int over, int sixteenths) =>
        (byte)(((under * (16 - sixteenths)) + (over * sixteenths) + 8) / 16);

    private static byte Clamp(int value) => (byte)Math.Clamp(value, 0, 255);
}
