namespace Mpa.DemoWorld;

/// <summary>A color, 8 bits a channel.</summary>
public readonly record struct Rgb(byte R, byte G, byte B)
{
    /// <summary>This color mixed with another in sixteenths, rounded.</summary>
    /// <param name="over">The color that covers.</param>
    /// <param name="sixteenths">0 (none of it) to 16 (only it).</param>
    public Rgb Mix(Rgb over, int sixteenths) =>
        new(Mix(R, over.R, sixteenths), Mix(G, over.G, sixteenths), Mix(B, over.B, sixteenths));

    /// <summary>This color with a number added to each channel, kept within 0 to 255.</summary>
    public Rgb Shift(int r, int g, int b) => new(Clamp(R + r), Clamp(G + g), Clamp(B + b));

    private static byte Mix(int under, int over, int sixteenths) => (byte)(((under * (16 - sixteenths)) + (over * sixteenths) + 8) / 16);

    private static byte Clamp(int value) => (byte)Math.Clamp(value, 0, 255);
}
