using Mpa.Torch.Tokenizers;
using Mpa.Torch.Vision.Processors;

namespace Mpa.Torch.Training;

/// <summary>Conversations padded on the right to one length, in plain arrays.</summary>
/// <param name="Chats">Ids and labels.</param>
/// <param name="Tiles">Image tiles of all rows, which may differ in size; empty without images.</param>
public sealed record TrainingBatch(ChatBatch Chats, IReadOnlyList<PixelTile> Tiles)
{
    /// <summary>Joins conversations.</summary>
    /// <param name="examples">At least one; one of them at least has a label.</param>
    /// <param name="paddingId">Fills the shorter rows; never attended to and never learned.</param>
    public static TrainingBatch Collate(IReadOnlyList<EncodedExample> examples, int paddingId) => new(
        ChatBatch.Pad([.. examples.Select(example => example.Chat)], paddingId, PaddingSide.Right),
        [.. examples.SelectMany(example => example.Tiles)]);
}
