using System.IO.Compression;
using System.Text;
using Mpa.Images;
using Mpa.Testing;

namespace Mpa.Imaging.Tests.Several;

/// <summary>
/// Files and pictures in "files" were written by Pillow 13: of an animation its frames, one below the other, put on
/// white; of a PDF the pictures that stand in it.
/// </summary>
public sealed class SeveralPicturesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("plain.gif")]
    [InlineData("disposal-none.gif")]
    [InlineData("disposal-background.gif")]
    [InlineData("disposal-previous.gif")]
    [InlineData("clip.webp")]
    [InlineData("clear.webp")]
    public void Every_frame_of_an_animation_is_Pillows(string name)
    {
        RgbImage[] expected = Expected(name, height: 32);

        RgbImage[] frames = Taken(Sample(name), [.. Enumerable.Range(0, expected.Length)]);

        Assert.Equal(expected.Length, ImageProbe.Probe(Sample(name)).Pictures);
        Assert.All(expected.Zip(frames), pair => Assert.Equal(pair.First.Pixels, pair.Second.Pixels));
    }

    [Fact]
    public void Some_frames_are_those_among_all()
    {
        RgbImage[] expected = Expected("disposal-previous.gif", height: 32);

        RgbImage[] frames = Taken(Sample("disposal-previous.gif"), [2, 5]);

        Assert.Equal(expected[2].Pixels, frames[0].Pixels);
        Assert.Equal(expected[5].Pixels, frames[1].Pixels);
    }

    [Theory]
    [InlineData("scan-jpeg.pdf")]
    [InlineData("scan-gray.pdf")]
    [InlineData("scan-bits.pdf")]
    public void A_scanned_PDF_gives_its_pages(string name)
    {
        RgbImage[] expected = Expected(name, height: 160);

        RgbImage[] pages = Taken(Sample(name), [0, 1, 2]);

        ImageInfo info = ImageProbe.Probe(Sample(name));
        Assert.Equal(("pdf", 240, 160, 3), (info.Format, info.Width, info.Height, info.Pictures));
        Assert.All(expected.Zip(pages), pair => Assert.True(Largest(pair.First, pair.Second) <= 2)); // JPEG rounds
    }

    [Fact]
    public void A_page_that_is_turned_is_shown_upright()
    {
        byte[] pdf = Replace(File.ReadAllBytes(Sample("scan-jpeg.pdf")), "/Type /Page\n", "/Rotate 90 /Type /Page\n");

        RgbImage page = Taken(Saved("turned.pdf", pdf), [0])[0];

        Assert.Equal((160, 240), (page.Width, page.Height));
        RgbImage upright = Expected("scan-jpeg.pdf", height: 160)[0];
        Assert.InRange(Math.Abs(page.Pixels[(page.Width - 1) * 3] - upright.Pixels[0]), 0, 2);
    }

    [Fact]
    public void A_page_of_text_says_what_to_do_with_it()
    {
        string file = Saved("letter.pdf", Drawn("BT /F1 24 Tf 20 100 Td (Dear reader) Tj ET"));

        ImageException error = Assert.Throws<ImageException>(() => ImageProbe.Probe(file));

        Assert.Equal(ImageException.Drawn, error.Cause);
        Assert.Contains("page 1 is text or drawing, not a scan", error.Message, StringComparison.Ordinal);
        Assert.Contains("\"pdftoppm -r 150 -png letter.pdf page\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stream_that_unpacks_to_more_than_any_picture_takes_is_refused_before_it_is_kept()
    {
        byte[] bomb = Drawn(new string(' ', 50_000_000));
        Assert.True(bomb.Length < 100_000);
        ImageLimits small = new(MaxPixels: 1_000_000);

        ImageException error = Assert.Throws<ImageException>(
            () => ImageProbe.Probe(Saved("bomb.pdf", bomb), small));

        Assert.NotEqual(ImageException.TooManyBytes, error.Cause);
    }

    [Fact]
    public void A_cut_PDF_is_damaged_or_gives_the_pages_that_are_there()
    {
        byte[] whole = File.ReadAllBytes(Sample("scan-jpeg.pdf"));

        foreach (int length in Enumerable.Range(1, 40).Select(part => part * whole.Length / 41))
        {
            string file = Saved($"{length}.pdf", whole[..length]);
            Exception? error = Record.Exception(() => ImageProbe.Probe(file));
            Assert.True(error is null or ImageException, $"{length}: {error}");
        }
    }

    [Fact]
    public void A_cut_animation_names_the_frame()
    {
        string file = Saved("cut.gif", File.ReadAllBytes(Sample("plain.gif"))[..2500]);

        ImageException error = Assert.Throws<ImageException>(() => Taken(file, [0, 9]));

        Assert.Contains("frame ", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private string Saved(string name, byte[] bytes)
    {
        File.WriteAllBytes(_folder.At(name), bytes);
        return _folder.At(name);
    }

    private RgbImage[] Taken(string path, IReadOnlyList<int> pictures) =>
    [
        .. SeveralPictures.TakeOut(path, pictures, picture => _folder.At("taken", $"{picture}"))
            .Select(file => ImageDecoder.Decode(file)),
    ];

    private static string Sample(string name) =>
        Path.Combine(Repository.Root, "tests", "Mpa.Imaging.Tests", "Several", "files", name);

    private static RgbImage[] Expected(string name, int height)
    {
        RgbImage sheet = ImageDecoder.Decode(Sample(name + ".frames.png"));
        int bytes = sheet.Width * height * 3;
        return
        [
            .. sheet.Pixels.Chunk(bytes).Select(pixels =>
            {
                RgbImage frame = new(sheet.Width, height);
                pixels.CopyTo(frame.Pixels, 0);
                return frame;
            }),
        ];
    }

    private static int Largest(RgbImage one, RgbImage other) =>
        one.Pixels.Zip(other.Pixels, (first, second) => Math.Abs(first - second)).Max();

    private static byte[] Replace(byte[] bytes, string old, string with) =>
        Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(bytes).Replace(old, with, StringComparison.Ordinal));

    /// <summary>A PDF of one page with these drawing commands, packed.</summary>
    private static byte[] Drawn(string commands)
    {
        using MemoryStream packed = new();
        using (ZLibStream zlib = new(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            zlib.Write(Encoding.ASCII.GetBytes(commands));
        }

        string content = Encoding.Latin1.GetString(packed.ToArray());
        string[] objects =
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R "
                + "/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
            $"<< /Length {packed.Length} /Filter /FlateDecode >>\nstream\n{content}\nendstream",
        ];
        StringBuilder pdf = new("%PDF-1.4\n");
        List<int> places = [];
        for (int number = 1; number <= objects.Length; number++)
        {
            places.Add(pdf.Length);
            pdf.Append($"{number} 0 obj\n{objects[number - 1]}\nendobj\n");
        }

        int table = pdf.Length;
        pdf.Append($"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n");
        places.ForEach(place => pdf.Append($"{place:D10} 00000 n \n"));
        pdf.Append($"trailer\n<< /Size {objects.Length + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(pdf.ToString());
    }
}
