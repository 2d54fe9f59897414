namespace Mpa.Mutants;

/// <summary>Breaks any file: bits, lengths, ends, pieces out of place, text that is no UTF-8.</summary>
internal static class ByteMutation
{
    private static readonly IReadOnlyList<Mutation> All =
    [
        FlipBits, FlipBits, FlipBits, Truncate, Truncate, Splice, Splice, Delete, Insert, Lengths, Lengths, Repeat,
        (bytes, random) => [.. bytes, .. Noise(random, random.Next(1, 4096))],
        (_, _) => [],
    ];

    private static readonly byte[][] Pieces =
    [
        [0xff, 0xfe], [0xef, 0xbb, 0xbf], [0xc3], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0], "\r"u8.ToArray(),
        "\u2028"u8.ToArray(), "\""u8.ToArray(), "{"u8.ToArray(), "}"u8.ToArray(), "\u001b[2J"u8.ToArray(),
    ];

    public static byte[] Apply(byte[] bytes, Random random) => random.Pick(All)(bytes, random);

    /// <summary>The same within the first bytes, where a format's lengths and names stand.</summary>
    public static byte[] InHead(byte[] bytes, Random random, int head)
    {
        int length = Math.Min(head, bytes.Length);
        return [.. Apply(bytes[..length], random), .. bytes[length..]];
    }

    private static byte[] FlipBits(byte[] bytes, Random random)
    {
        byte[] copy = [.. bytes];
        for (int i = random.Next(1, 9); i > 0 && copy.Length > 0; i--)
        {
            copy[random.Next(copy.Length)] ^= (byte)(1 << random.Next(8));
        }

        return copy;
    }

    private static byte[] Truncate(byte[] bytes, Random random) => bytes[..random.Next(bytes.Length)];

    private static byte[] Splice(byte[] bytes, Random random)
    {
        (int from, int length) = Span(bytes, random);
        int to = random.Next(bytes.Length);
        return [.. bytes[..to], .. bytes[from..(from + length)], .. bytes[to..]];
    }

    private static byte[] Delete(byte[] bytes, Random random)
    {
        (int from, int length) = Span(bytes, random);
        return [.. bytes[..from], .. bytes[(from + length)..]];
    }

    private static byte[] Insert(byte[] bytes, Random random)
    {
        int at = random.Next(bytes.Length);
        return [.. bytes[..at], .. random.Pick(Pieces), .. bytes[at..]];
    }

    // Four or eight bytes that a format may read as a length.
    private static byte[] Lengths(byte[] bytes, Random random)
    {
        byte[] copy = [.. bytes];
        int width = Math.Min(random.Pick([4, 8]), copy.Length);
        int at = random.Next(copy.Length - width + 1);
        copy.AsSpan(at, width).Fill(random.Pick<byte>([0, 0x7f, 0xff]));
        if (random.Next(2) == 0)
        {
            copy[at] = 0x7f;
        }

        return copy;
    }

    private static byte[] Repeat(byte[] bytes, Random random)
    {
        (int from, int length) = Span(bytes, random);
        byte[] span = bytes[from..(from + length)];
        return [.. bytes[..from], .. Enumerable.Repeat(span, random.Next(2, 200)).SelectMany(b => b), .. bytes[from..]];
    }

    private static byte[] Noise(Random random, int length)
    {
        byte[] noise = new byte[length];
        random.NextBytes(noise);
        return noise;
    }

    private static (int From, int Length) Span(byte[] bytes, Random random)
    {
        int from = random.Next(bytes.Length);
        return (from, random.Next(Math.Min(bytes.Length - from, 512) + 1));
    }
}
