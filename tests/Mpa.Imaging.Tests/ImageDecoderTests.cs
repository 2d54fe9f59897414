using FsCheck.Xunit;
using Mpa.Images;

namespace Mpa.Imaging.Tests;

public sealed class ImageDecoderTests
{
    public static TheoryData<string> Formats => [.. SampleFiles.All.Keys];

    [Theory]
    [MemberData(nameof(Formats))]
    public void The_format_is_told_by_content(string format) =>
        Assert.Equal(
            new ImageInfo(format, SampleFiles.Width, SampleFiles.Height),
            ImageProbe.Probe(SampleFiles.All[format], "chart.xyz") with { Notes = [] });

    [Fact]
    public void Converted_transparent_GIF_pixels_keep_their_palette_color()
    {
        RgbImage image = Converted(SampleFiles.Gif());
        byte[] expected = [.. Enumerable.Range(0, SampleFiles.Width * SampleFiles.Height).Select(SampleFiles.GifIndex)
            .SelectMany(i => new[] { i, (byte)(2 * i), (byte)(255 - i) })];
        Assert.Equal(expected, image.Pixels);
    }

    [Fact]
    public void Converted_what_a_GIF_frame_leaves_open_gets_the_transparent_color()
    {
        RgbImage image = Converted(SampleFiles.Gif(screenWidth: SampleFiles.Width + 1));
        Assert.Equal([3, 6, 252], image.Pixels[(SampleFiles.Width * 3)..((SampleFiles.Width + 1) * 3)]);
    }

    [Fact]
    public void Converted_sixteen_bit_gray_is_clipped_as_Pillow_does()
    {
        byte[] png = SampleFiles.Png(4, 1, 16, PngColor.Gray, [0, 0, 7, 0, 255, 1, 0, 255, 255]);
        Assert.Equal([7, 7, 7, 255, 255, 255, 255, 255, 255, 255, 255, 255], Converted(png).Pixels);
    }

    [Fact]
    public void Sixteen_bit_gray_shows_its_upper_byte_and_says_so()
    {
        byte[] png = SampleFiles.Png(3, 1, 16, PngColor.Gray, [0, 0, 7, 128, 255, 255, 255]);
        ShownImage shown = ImageDecoder.Show(png, "x");
        Assert.Equal([0, 0, 0, 128, 128, 128, 255, 255, 255], shown.Image.Pixels);
        Assert.Equal([ImageNotes.Gray16], shown.Notes);
    }

    [Fact]
    public void Sixteen_bit_gray_that_fits_into_eight_keeps_its_values()
    {
        byte[] png = SampleFiles.Png(2, 1, 16, PngColor.Gray, [0, 0, 7, 0, 255]);
        ShownImage shown = ImageDecoder.Show(png, "x");
        Assert.Equal([7, 7, 7, 255, 255, 255], shown.Image.Pixels);
        Assert.Empty(shown.Notes);
    }

    [Fact]
    public void Sixteen_bit_colors_keep_their_upper_byte()
    {
        byte[] png = SampleFiles.Png(1, 1, 16, PngColor.Rgb, [0, 1, 255, 128, 127, 254, 0]);
        Assert.Equal([1, 128, 254], ImageDecoder.Decode(png, "x").Pixels);
    }

    [Fact]
    public void Converted_alpha_is_dropped_and_gamma_is_not_applied()
    {
        byte[] gamma = SampleFiles.Chunk("gAMA", [0, 1, 0x86, 0xA0]);
        byte[] png = SampleFiles.Png(2, 1, 8, PngColor.Rgba, [0, 10, 20, 30, 0, 40, 50, 60, 128], gamma);
        Assert.Equal([10, 20, 30, 40, 50, 60], Converted(png).Pixels);
    }

    // What Pillow 13 gives for the image composited on white, as transformers' convert_to_rgb does it.
    [Theory]
    [InlineData(8, PngColor.Rgba, new byte[] { 0, 0, 0, 0, 0, 10, 20, 30, 128, 9, 9, 9, 255 }, null)]
    [InlineData(8, PngColor.GrayAlpha, new byte[] { 0, 0, 0, 10, 128, 9, 255 }, null)]
    [InlineData(16, PngColor.GrayAlpha, new byte[] { 0, 0, 7, 0, 7, 10, 7, 128, 7, 9, 7, 255, 7 }, null)]
    [InlineData(8, PngColor.Palette, new byte[] { 0, 0, 1, 2 }, new byte[] { 0, 128 })]
    [InlineData(2, PngColor.Palette, new byte[] { 0, 0b00_01_10_00 }, new byte[] { 0, 128 })]
    [InlineData(8, PngColor.Gray, new byte[] { 0, 0, 10, 9 }, new byte[] { 0, 0 })]
    public void What_is_transparent_is_white(int depth, object color, byte[] rows, byte[]? clear)
    {
        byte[] palette = SampleFiles.Chunk("PLTE", [0, 0, 0, 10, 20, 30, 9, 9, 9]);
        byte[][] before = clear is null ? [palette] : [palette, SampleFiles.Chunk("tRNS", clear)];
        byte[] png = SampleFiles.Png(3, 1, depth, (PngColor)color, rows, before);

        ShownImage shown = ImageDecoder.Show(png, "x");

        byte[] half = ((PngColor)color, clear?[0]) switch
        {
            (PngColor.Gray, _) => [10, 10, 10],
            (PngColor.GrayAlpha, _) => [132, 132, 132],
            _ => [132, 137, 142],
        };
        Assert.Equal([255, 255, 255, .. half, 9, 9, 9], shown.Image.Pixels);
        Assert.Equal([ImageNotes.Transparent], shown.Notes);
        Assert.False(ImageDecoder.IsPlain(png, "x"));
    }

    [Fact]
    public void A_transparent_picture_in_a_GIF_or_WebP_is_on_white_too()
    {
        RgbImage gif = ImageDecoder.Decode(SampleFiles.Gif(screenWidth: SampleFiles.Width + 1), "x");
        int clear = Enumerable.Range(0, SampleFiles.Width).First(pixel => SampleFiles.GifIndex(pixel) == 3);
        Assert.Equal([255, 255, 255], gif.Pixels[(clear * 3)..((clear * 3) + 3)]);
        Assert.Equal([255, 255, 255], gif.Pixels[(SampleFiles.Width * 3)..((SampleFiles.Width + 1) * 3)]);

        ShownImage webp = ImageDecoder.Show(SampleFiles.TransparentWebP(), "x");
        Assert.Equal([255, 255, 255], webp.Image.Pixels[..3]);
        Assert.Equal([ImageNotes.Transparent], webp.Notes);
    }

    [Fact]
    public void A_picture_whose_alpha_is_full_is_shown_as_it_is_without_a_word()
    {
        byte[] png = SampleFiles.Png(1, 1, 8, PngColor.Rgba, [0, 10, 20, 30, 255]);
        ShownImage shown = ImageDecoder.Show(png, "x");
        Assert.Equal([10, 20, 30], shown.Image.Pixels);
        Assert.Empty(shown.Notes);
    }

    [Fact]
    public void Of_an_animated_picture_the_first_is_shown_and_it_is_said()
    {
        byte[] animation = SampleFiles.Chunk("acTL", [0, 0, 0, 2, 0, 0, 0, 0]);
        byte[] png = SampleFiles.Png(1, 1, 8, PngColor.Rgb, [0, 10, 20, 30], animation);
        Assert.Equal([ImageNotes.Animated], ImageDecoder.Show(png, "x").Notes);
    }

    [Fact]
    public void A_palette_index_beyond_the_palette_is_black()
    {
        byte[] palette = SampleFiles.Chunk("PLTE", [10, 20, 30, 40, 50, 60]);
        byte[] png = SampleFiles.Png(4, 1, 2, PngColor.Palette, [0, 0b00_01_10_11], palette);
        Assert.Equal([10, 20, 30, 40, 50, 60, 0, 0, 0, 0, 0, 0], ImageDecoder.Decode(png, "x").Pixels);
    }

    [Theory]
    [InlineData(1, "abcdef")]
    [InlineData(2, "badcfe")]
    [InlineData(3, "fedcba")]
    [InlineData(4, "efcdab")]
    [InlineData(5, "acebdf")]
    [InlineData(6, "ecafdb")]
    [InlineData(7, "fdbeca")]
    [InlineData(8, "bdface")]
    public void EXIF_orientations_are_applied_only_when_asked(int orientation, string expected)
    {
        byte[] tiff = [.. "MM"u8, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0];
        byte[] exif = SampleFiles.Chunk("eXIf", tiff);
        byte[] png = SampleFiles.Png(2, 3, 8, PngColor.Gray, [0, .. "ab"u8, 0, .. "cd"u8, 0, .. "ef"u8], exif);
        Assert.Equal(expected, Letters(ImageDecoder.Decode(png, "x", applyExif: true)));
        Assert.Equal("abcdef", Letters(ImageDecoder.Decode(png, "x")));
        ImageInfo upright = orientation < 5 ? new ImageInfo("png", 2, 3) : new ImageInfo("png", 3, 2);
        Assert.Equal(upright, ImageDecoder.ReadInfo(png, "x", applyExif: true));
        Assert.Equal(new ImageInfo("png", 2, 3), ImageDecoder.ReadInfo(png, "x"));
        ShownImage shown = ImageDecoder.Show(png, "x");
        Assert.Equal(expected, Letters(shown.Image));
        Assert.Equal(orientation == 1 ? [] : [ImageNotes.Turned], shown.Notes);
        Assert.Equal(orientation == 1, ImageDecoder.IsPlain(png, "x"));
    }

    [Property]
    public void An_interlaced_PNG_gives_the_same_pixels(byte width, byte height)
    {
        RgbImage image = SampleFiles.Noise(1 + (width % 20), 1 + (height % 20), seed: width + height);
        Assert.Equal(image.Pixels, ImageDecoder.Decode(SampleFiles.InterlacedPng(image), "x").Pixels);
    }

    [Property]
    public void Any_damage_decodes_or_is_an_ImageException(byte format, ushort position, byte value)
    {
        byte[] file = [.. SampleFiles.All.Values.ElementAt(format % SampleFiles.All.Count)];
        file[position % file.Length] = value;
        Exception? error = Record.Exception(() => ImageProbe.Probe(file, "x"));
        Assert.True(error is null or ImageException, error?.ToString());
    }

    private static RgbImage Converted(byte[] file) =>
        ImageDecoder.Decode(file, "x", colors: ImageColors.Converted);

    private static string Letters(RgbImage image) =>
        string.Concat(image.Pixels.Where((_, i) => i % 3 == 0).Select(value => (char)value));
}
