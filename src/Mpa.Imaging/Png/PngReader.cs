using System.IO.Compression;
using Mpa.Images;

namespace Mpa.Imaging;

/// <summary>
/// Decodes PNG. Our own, since SkiaSharp's reader rounds 16-bit samples otherwise than Pillow and lets a file without
/// its end pass.
/// </summary>
internal static class PngReader
{
    // Adam7: first column, first row, column step, row step of each pass (PNG specification, 8.2).
    private static readonly (int X, int Y, int StepX, int StepY)[] Adam7 =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    private static readonly (int X, int Y, int StepX, int StepY)[] OnePass = [(0, 0, 1, 1)];

    /// <param name="file">Whose header has been read.</param>
    /// <param name="limits">Of its pixels.</param>
    /// <param name="colors">What becomes of transparency and of 16-bit gray.</param>
    /// <param name="notes">Takes what can't be shown as the file has it.</param>
    /// <exception cref="ImageException">Too many pixels, cut or damaged.</exception>
    public static RgbImage Decode(PngFile file, ImageLimits limits, ImageColors colors, ICollection<string> notes)
    {
        PngHeader header = file.Header;
        limits.CheckPixels(file.Name, header.Width, header.Height);
        ReadOnlyMemory<byte> palette = default;
        ReadOnlyMemory<byte> clear = default;
        using MemoryStream packed = new();
        foreach ((string type, ReadOnlyMemory<byte> data) in file.Chunks())
        {
            switch (type)
            {
                case "IDAT": packed.Write(data.Span); break;
                case "PLTE": palette = data; break;
                case "tRNS": clear = data; break;
                case "acTL" when PngFile.Pictures(data.Span) > 1: notes.Add(ImageNotes.Animated); break;
            }
        }

        PngPixels pixels = new(header, palette, clear, colors);
        RgbImage image = Inflate(file, packed, pixels);
        if (pixels.Transparent)
        {
            notes.Add(ImageNotes.Transparent);
        }

        return header is { Color: PngColor.Gray, Depth: 16 } && colors == ImageColors.OnWhite
            ? Gray16(file, packed, palette, pixels.Brightest, notes) ?? image
            : image;
    }

    /// <summary>Values that fit into 8 bits stay as they are; null for others, whose lower 8 bits are lost.</summary>
    private static RgbImage? Gray16(
        PngFile file, MemoryStream packed, ReadOnlyMemory<byte> palette, int brightest, ICollection<string> notes)
    {
        if (brightest <= byte.MaxValue)
        {
            return Inflate(file, packed, new PngPixels(file.Header, palette, default, ImageColors.Converted));
        }

        notes.Add(ImageNotes.Gray16);
        return null;
    }

    /// <summary>Whether all decoders show it alike, but for its orientation.</summary>
    public static bool IsPlain(PngFile file) =>
        file.Header.Color is PngColor.Gray or PngColor.Rgb or PngColor.Palette
        && file.Header is not { Color: PngColor.Gray, Depth: 16 }
        && file.Chunks().All(chunk => chunk.Type != "tRNS");

    /// <summary>EXIF orientation; 1 where the file tells none.</summary>
    public static int Orientation(PngFile file) =>
        file.Chunks()
            .Where(chunk => chunk.Type == "eXIf")
            .Select(chunk => ExifOrientation.Read(chunk.Data.Span))
            .LastOrDefault(1);

    private static RgbImage Inflate(PngFile file, MemoryStream packed, PngPixels pixels)
    {
        try
        {
            packed.Position = 0;
            using ZLibStream samples = new(packed, CompressionMode.Decompress, leaveOpen: true);
            RgbImage image = new(file.Header.Width, file.Header.Height);
            foreach ((int X, int Y, int StepX, int StepY) pass in file.Header.Interlaced ? Adam7 : OnePass)
            {
                ReadPass(samples, file.Header, pixels, pass, image);
            }

            return image;
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            throw file.Damaged($"the compressed pixels are wrong ({error.Message.TrimEnd('.')})");
        }
    }

    private static void ReadPass(
        ZLibStream samples,
        PngHeader header,
        PngPixels pixels,
        (int X, int Y, int StepX, int StepY) pass,
        RgbImage image)
    {
        int width = (image.Width - pass.X + pass.StepX - 1) / pass.StepX;
        if (width <= 0)
        {
            return;
        }

        byte[] row = new byte[1 + header.RowBytes(width)];
        byte[] above = new byte[row.Length];
        for (int y = pass.Y; y < image.Height; y += pass.StepY)
        {
            samples.ReadExactly(row);
            PngFilter.Undo(row[0], row.AsSpan(1), above.AsSpan(1), header.FilterStep);
            pixels.Write(row.AsSpan(1), width, image.Pixels.AsSpan(((y * image.Width) + pass.X) * 3), pass.StepX * 3);
            (row, above) = (above, row);
        }
    }
}
