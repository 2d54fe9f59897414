using SkiaSharp;

namespace Mpa.Mutants.Kinds;

/// <summary>Broken pictures: a folder of them is audited and collected, and one is shown to a model.</summary>
internal static class ImageMutants
{
    private static readonly MutantKind Kind = MutantKind.All[0];

    public static Trial Prepare(Seeds seeds, IReadOnlyList<int> numbers, string folder)
    {
        string images = Directory.CreateDirectory(Path.Combine(folder, "images")).FullName;
        File.Copy(Seeds.Chart, Path.Combine(images, "sound.png"));
        List<string> written = [.. numbers.Select(number => Write(number, images))];
        return new Trial(
        [
            ["data", "check", images],
            ["data", "convert", images, Path.Combine(folder, "converted.parquet")],
            ["ask", Seeds.At("models/demo-student"), written[^1], "What?", "--max-new-tokens", "2"],
        ]);
    }

    private static string Write(int number, string images)
    {
        Random random = Kind.Random(number);
        string[] charts = [.. Directory.EnumerateFiles(Seeds.At("tests/goldens/images")).Order(StringComparer.Ordinal)];
        string chart = random.Next(2) == 0 ? Seeds.Chart : random.Pick(charts);
        (string extension, byte[] bytes) = Encoded(chart, random);
        byte[] mutant = random.Next(3) == 0
            ? ByteMutation.Apply(bytes, random)
            : ByteMutation.InHead(bytes, random, random.Pick([32, 64, 200]));
        string path = Path.Combine(images, $"mutant-{number}.{extension}");
        File.WriteAllBytes(path, mutant);
        return path;
    }

    private static (string Extension, byte[] Bytes) Encoded(string chart, Random random)
    {
        byte[] png = File.ReadAllBytes(chart);
        switch (random.Next(6))
        {
            case 0:
                return ("jpg", As(png, SKEncodedImageFormat.Jpeg));
            case 1:
                return ("webp", As(png, SKEncodedImageFormat.Webp));
            case 2:
                return ("bmp", Bitmap());
            case 3:
                // One pixel, https://www.w3.org/Graphics/GIF/spec-gif89a.txt
                return ("gif", Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAAAAAAALAAAAAABAAEAAAIBRAA7"));
            default:
                return ("png", png);
        }
    }

    private static byte[] As(byte[] png, SKEncodedImageFormat format)
    {
        using SKBitmap bitmap = SKBitmap.Decode(png);
        using SKData data = bitmap.Encode(format, 90);
        return data.ToArray();
    }

    // 2 × 2 pixels of 24 bits, https://learn.microsoft.com/windows/win32/gdi/bitmap-storage
    private static byte[] Bitmap() =>
    [
        .. "BM"u8, 70, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 1, 0, 24, 0,
        .. new byte[24], 0, 0, 255, 0, 255, 0, 0, 0, 255, 0, 0, 255, 255, 255, 0, 0,
    ];
}
