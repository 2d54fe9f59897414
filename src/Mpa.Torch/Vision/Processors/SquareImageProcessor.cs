using Mpa.Imaging;
using Mpa.Torch.Checkpoints;
using Mpa.Torch.Tokenizers;

namespace Mpa.Torch.Vision.Processors;

/// <summary>
/// Makes one square of each image, as the processors of CLIP and SigLIP do (transformers 4.49,
/// image_processing_clip.py and image_processing_siglip.py), after an optional frame of the mean color (TinyLLaVA
/// Factory, data/image_preprocess.py, expand2square).
/// </summary>
internal sealed class SquareImageProcessor(SquareImages config) : IImageProcessor
{
    private readonly PlanarPixels _pixels = new(config.Scaling);

    /// <summary>What it follows.</summary>
    public SquareImages Config => config;

    /// <inheritdoc/>
    public ImagePlan Plan(int width, int height) => new(ImageGrid.Whole, [(config.Side, config.Side)]);

    /// <inheritdoc/>
    public ImageTiles Process(RgbImage image)
    {
        image = config.Frame ? Framed(image) : image;
        RgbImage square = config.Crop ? Cropped(image) : Resize(image, config.Side, config.Side);
        return new ImageTiles([square], ImageGrid.Whole);
    }

    /// <inheritdoc/>
    public PixelTile Normalize(RgbImage tile) => _pixels.Of(tile);

    /// <summary>The shorter side becomes the square's, the middle of the longer is kept.</summary>
    private RgbImage Cropped(RgbImage image)
    {
        int side = config.Side;

        // Cut to whole numbers as the official processor does.
        (int width, int height) = image.Width <= image.Height
            ? (side, (int)((long)side * image.Height / image.Width))
            : ((int)((long)side * image.Width / image.Height), side);
        RgbImage resized = Resize(image, width, height);
        return Crops.Of(resized, (width - side) / 2, (height - side) / 2, side, side);
    }

    private RgbImage Framed(RgbImage image)
    {
        int side = Math.Max(image.Width, image.Height);
        if (image.Width == image.Height)
        {
            return image;
        }

        RgbImage square = new(side, side);
        byte[] color = [.. config.Scaling.Mean.Select(mean => (byte)(mean * 255))]; // cut off, as the official one
        for (int i = 0; i < square.Pixels.Length; i++)
        {
            square.Pixels[i] = color[i % 3];
        }

        int left = (side - image.Width) / 2;
        int top = (side - image.Height) / 2;
        for (int y = 0; y < image.Height; y++)
        {
            image.Pixels.AsSpan(y * image.Width * 3, image.Width * 3)
                .CopyTo(square.Pixels.AsSpan((((top + y) * side) + left) * 3));
        }

        return square;
    }

    private RgbImage Resize(RgbImage image, int width, int height) =>
        PillowResize.Resize(image, width, height, config.Filter);
}

/// <summary>How squares are made.</summary>
/// <param name="Side">In pixels.</param>
/// <param name="Crop">The middle of the image is taken; else all of it is squeezed.</param>
/// <param name="Frame">The shorter sides get a frame of the mean color first.</param>
/// <param name="Filter">Of the resize.</param>
/// <param name="Scaling">From 8-bit values to numbers.</param>
internal sealed record SquareImages(int Side, bool Crop, bool Frame, ResampleFilter Filter, PixelScaling Scaling)
{
    /// <summary>CLIP's numbers (arXiv 2103.00020; the public processor's OPENAI_CLIP_MEAN and _STD).</summary>
    public static PixelScaling Clip { get; } = new()
    {
        Mean = [0.48145466, 0.4578275, 0.40821073],
        Std = [0.26862954, 0.26130258, 0.27577711],
    };

    /// <summary>As CLIP's or SigLIP's own processor makes them, where a folder holds no file of one.</summary>
    public static SquareImages Own(bool clip, int side, bool frame) =>
        new(side, Crop: clip, frame, ResampleFilter.Bicubic, clip ? Clip : new PixelScaling());

    /// <summary>Reads a CLIP processor's file.</summary>
    /// <exception cref="MpaException">A value can't be used, or asks for images that are no squares.</exception>
    public static SquareImages ReadClip(ConfigReader json)
    {
        bool crop = json.Bool("do_center_crop", true);
        int side = ReadSide(json, crop ? "crop_size" : "size");
        int edge = json.IsObject("size")
            ? json.Section("size").Int("shortest_edge", side)
            : json.Int("size", side);
        return edge == side && json.Bool("do_resize", true)
            ? new SquareImages(
                side, crop, Frame: false, PixelScaling.ReadFilter(json, ResampleFilter.Bicubic), Clip.Read(json))
            : throw json.Wrong("size", edge, $"the side of crop_size, {side}, and do_resize true");
    }

    private static int ReadSide(ConfigReader json, string key)
    {
        if (json.Has(key) && !json.IsObject(key))
        {
            return json.Count(key, 224, VisionConfig.LargestImage);
        }

        ConfigReader section = json.Section(key);
        int width = section.Count("width", 224, VisionConfig.LargestImage);
        int height = section.Count("height", 224, VisionConfig.LargestImage);
        return width == height ? width : throw section.Wrong("height", height, $"the width, {width}: a square");
    }
}
