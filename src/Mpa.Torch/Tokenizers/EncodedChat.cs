namespace Mpa.Torch.Tokenizers;

/// <summary>A chat as ids.</summary>
/// <param name="Ids">Token ids of the expanded prompt.</param>
/// <param name="Labels">
/// What the model learns to write: the id in answers and their end mark, <see cref="NoLabel"/> elsewhere; as long as
/// <paramref name="Ids"/>.
/// </param>
/// <param name="Positions">Rotary positions [axes][tokens]; null for 0, 1, 2 … on the only axis.</param>
internal sealed record EncodedChat(int[] Ids, int[] Labels, int[][]? Positions = null)
{
    /// <summary>The label of a token that is not learned.</summary>
    public const int NoLabel = -100;

    /// <summary>Position, on every axis, of a token that follows the chat.</summary>
    public int NextPosition =>
        Positions is null ? Ids.Length : Positions.Max(axis => axis.DefaultIfEmpty(-1).Max()) + 1;
}

/// <summary>
/// How an image was cut into what its family counts. Idefics3 and InternVL2: rows × columns of tiles, followed by the
/// whole image as one more tile; 0 × 0 is an image that was not cut. Qwen2-VL: rows × columns of image tokens.
/// </summary>
/// <param name="Rows">Rows of pieces.</param>
/// <param name="Columns">Pieces in a row.</param>
/// <param name="Overview">The whole image follows the tiles.</param>
internal sealed record ImageGrid(int Rows, int Columns, bool Overview = true)
{
    /// <summary>An image that was not cut.</summary>
    public static ImageGrid Whole { get; } = new(0, 0);

    /// <summary>How many tiles the model sees.</summary>
    public int Tiles => (Rows * Columns) + (Overview ? 1 : 0);
}
