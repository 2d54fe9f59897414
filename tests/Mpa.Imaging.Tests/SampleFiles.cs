using System.Buffers.Binary;
using System.IO.Compression;
using SkiaSharp;

namespace Mpa.Imaging.Tests;

/// <summary>Small image files made by the tests themselves.</summary>
internal static class SampleFiles
{
    public const int Width = 60;
    public const int Height = 40;

    /// <summary>The same picture in every format, by the format's name.</summary>
    public static IReadOnlyDictionary<string, byte[]> All { get; } = new Dictionary<string, byte[]>
    {
        ["png"] = ImageEncoder.ToPng(Noise(Width, Height, seed: 1)),
        ["jpeg"] = ImageEncoder.ToJpeg(Noise(Width, Height, seed: 1), 90),
        ["webp"] = WebP(),
        ["gif"] = Gif(),
        ["bmp"] = Bmp(Width, Height, Width * Height * 3),
    };

    public static RgbImage Noise(int width, int height, int seed)
    {
        RgbImage image = new(width, height);
        new Random(seed).NextBytes(image.Pixels);
        return image;
    }

    /// <summary>One PNG chunk with its length and check sum.</summary>
    public static byte[] Chunk(string type, byte[] data)
    {
        byte[] chunk = [0, 0, 0, 0, .. System.Text.Encoding.ASCII.GetBytes(type), .. data, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        uint checksum = PngChecksum.Of(chunk.AsSpan(4, data.Length + 4));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), checksum);
        return chunk;
    }

    /// <summary>A PNG of hand-made rows, each with its filter byte.</summary>
    public static byte[] Png(int width, int height, int depth, PngColor color, byte[] rows, params byte[][] before) =>
        Png(width, height, depth, color, interlaced: false, rows, before);

    /// <summary>An Adam7 PNG, 8 bits RGB, rows not filtered.</summary>
    public static byte[] InterlacedPng(RgbImage image)
    {
        (int X, int Y, int StepX, int StepY)[] passes =
            [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];
        List<byte> rows = [];
        foreach ((int left, int top, int stepX, int stepY) in passes.Where(pass => pass.X < image.Width))
        {
            for (int y = top; y < image.Height; y += stepY)
            {
                rows.Add(0);
                for (int x = left; x < image.Width; x += stepX)
                {
                    rows.AddRange(image.Pixels.AsSpan(((y * image.Width) + x) * 3, 3));
                }
            }
        }

        return Png(image.Width, image.Height, 8, PngColor.Rgb, interlaced: true, [.. rows]);
    }

    private static byte[] Png(
        int width, int height, int depth, PngColor color, bool interlaced, byte[] rows, params byte[][] before)
    {
        byte[] header = [0, 0, 0, 0, 0, 0, 0, 0, (byte)depth, (byte)color, 0, 0, (byte)(interlaced ? 1 : 0)];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        using MemoryStream packed = new();
        using (ZLibStream zlib = new(packed, CompressionLevel.Fastest))
        {
            zlib.Write(rows);
        }

        return
        [
            .. PngFile.Signature,
            .. Chunk("IHDR", header),
            .. before.SelectMany(chunk => chunk),
            .. Chunk("IDAT", packed.ToArray()),
            .. Chunk("IEND", []),
        ];
    }

    /// <summary>A 24-bit BMP header followed by <paramref name="bytes"/> gray bytes.</summary>
    public static byte[] Bmp(int width, int height, int bytes)
    {
        byte[] file = [(byte)'B', (byte)'M', .. new byte[52], .. Enumerable.Repeat((byte)90, bytes)];
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), 54);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), 40);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), height);
        file[26] = 1;
        file[28] = 24;
        return file;
    }

    /// <summary>
    /// A GIF whose codes are not compressed: code size 7 makes every code one byte, as long as the clear code comes
    /// often enough. Color i of the palette is (i, 2i, 255 − i); color 3 is transparent.
    /// </summary>
    public static byte[] Gif(int screenWidth = Width, int screenHeight = Height)
    {
        IEnumerable<byte> palette =
            Enumerable.Range(0, 128).SelectMany(i => new[] { (byte)i, (byte)(2 * i), (byte)(255 - i) });
        IEnumerable<byte> blocks = Enumerable.Range(0, Width * Height).Select(GifIndex).Chunk(100)
            .SelectMany(part => (byte[])[(byte)(part.Length + 1), 0x80, .. part]);
        return
        [
            .. "GIF89a"u8, (byte)screenWidth, 0, (byte)screenHeight, 0, 0xF6, 0, 0, .. palette,
            0x21, 0xF9, 4, 1, 0, 0, 3, 0, 0x2C, 0, 0, 0, 0, Width, 0, Height, 0, 0, 7, .. blocks, 1, 0x81, 0, 0x3B,
        ];
    }

    /// <summary>Palette index of pixel number <paramref name="pixel"/> in <see cref="Gif"/>.</summary>
    public static byte GifIndex(int pixel) => (byte)(pixel * 7 % 128);

    /// <summary>A WebP of two pixels a side, all transparent over black.</summary>
    public static byte[] TransparentWebP()
    {
        using SKBitmap bitmap = new(new SKImageInfo(2, 2, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Webp, 100);
        return data.ToArray();
    }

    private static byte[] WebP()
    {
        using SKBitmap bitmap = SKBitmap.Decode(ImageEncoder.ToPng(Noise(Width, Height, seed: 1)));
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Webp, 90);
        return data.ToArray();
    }
}
