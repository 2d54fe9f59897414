using System.Collections.Concurrent;
using Mpa.Imaging;
using Mpa.Torch.Tokenizers;

namespace Mpa.Torch.Vision.Processors;

/// <summary>
/// Prepares images for InternVL2 (OpenGVLab/InternVL, internvl/train/dataset.py, dynamic_preprocess): one resize to a
/// grid of tiles of about the image's ratio, and mostly the whole, small, after them.
/// </summary>
internal sealed class InternVlImageProcessor : IImageProcessor
{
    // ImageNet's, as the official transform has them; the hub's preprocessor_config.json says the same.
    private static readonly PixelScaling Scaling = new()
    {
        Divide = true,
        Mean = [0.485, 0.456, 0.406],
        Std = [0.229, 0.224, 0.225],
    };

    private readonly PlanarPixels _pixels = new(Scaling);
    private readonly IReadOnlyList<(int Columns, int Rows)> _candidates;
    private readonly ConcurrentDictionary<int, InternVlImageProcessor> _among = [];

    /// <summary>Prepares the grids that images may be cut into.</summary>
    public InternVlImageProcessor(InternVlTiling tiling)
    {
        Tiling = tiling;
        _candidates = InternVlGrid.Candidates(tiling.Least, tiling.Most);
    }

    /// <summary>What it follows.</summary>
    public InternVlTiling Tiling { get; }

    /// <inheritdoc/>
    public ImagePlan Plan(int width, int height)
    {
        (int columns, int rows) = InternVlGrid.Of(width, height, _candidates, Tiling.Side);
        ImageGrid grid = columns * rows == 1 ? ImageGrid.Whole : new ImageGrid(rows, columns, Tiling.Thumbnail);
        return new ImagePlan(grid, [.. Enumerable.Repeat((Tiling.Side, Tiling.Side), grid.Tiles)]);
    }

    /// <inheritdoc/>
    public ImageTiles Process(RgbImage image)
    {
        ImageGrid grid = Plan(image.Width, image.Height).Grid;
        int side = Tiling.Side;
        IEnumerable<RgbImage> tiles = grid == ImageGrid.Whole
            ? []
            : Crops.Squares(Resize(image, grid.Columns * side, grid.Rows * side), side);
        return new ImageTiles(grid.Overview ? [.. tiles, Resize(image, side, side)] : [.. tiles], grid);
    }

    /// <summary>
    /// The images of a prompt share the tiles that one may take (internvl/train/internvl_chat_finetune.py,
    /// multi_modal_multi_image_get_item: max_dynamic_patch // num_image).
    /// </summary>
    public IImageProcessor Among(int images) => images == 1
        ? this
        : _among.GetOrAdd(images, count => new InternVlImageProcessor(
            Tiling with { Most = Math.Max(Tiling.Least, Tiling.Most / count) }));

    /// <inheritdoc/>
    public PixelTile Normalize(RgbImage tile) => _pixels.Of(tile);

    private static RgbImage Resize(RgbImage image, int width, int height) =>
        PillowResize.Resize(image, width, height, ResampleFilter.Bicubic);
}

/// <summary>How InternVL cuts images.</summary>
/// <param name="Side">Of a tile, in pixels.</param>
/// <param name="Least">min_dynamic_patch.</param>
/// <param name="Most">max_dynamic_patch.</param>
/// <param name="Thumbnail">use_thumbnail: the whole image, small, comes after several tiles.</param>
internal sealed record InternVlTiling(int Side, int Least, int Most, bool Thumbnail);
