namespace Mpa.Torch.Tokenizers;

/// <summary>
/// How an image was cut into what its family counts. Idefics3: rows × columns of tiles, followed by the whole image as one more
/// tile; 0 × 0 is an image that was not cut. Qwen2-VL: rows × columns of image tokens.
/// </summary>
/// <param name="Rows">Rows of pieces.</param>
/// <param name="Columns">Pieces in a row.</param>
public sealed record ImageGrid(int Rows, int Columns)
{
    /// <summary>An image that was not cut.</summary>
    public static ImageGrid Whole { get; } = new(0, 0);

    /// <summary>How many tiles the model sees.</summary>
    public int Tiles => (Rows * Columns) + 1;
}
