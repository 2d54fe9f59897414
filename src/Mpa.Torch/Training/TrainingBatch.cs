using static TorchSharp.torch;

namespace Mpa.Torch.Training;

/// <summary>Conversations padded on the right to one length, in plain arrays.</summary>
/// <param name="Rows">Conversations.</param>
/// <param name="Length">Tokens of the longest.</param>
/// <param name="Ids">[Rows, Length].</param>
/// <param name="Labels">[Rows, Length], −100 where nothing is learned.</param>
/// <param name="Tiles">Image tiles of all rows.</param>
/// <param name="Pixels">[Tiles, 3, side, side]; empty without images.</param>
public sealed record TrainingBatch(int Rows, int Length, long[] Ids, long[] Labels, int Tiles, float[] Pixels)
{
    /// <summary>Label of a token that is not learned.</summary>
    public const int Ignored = -100;

    /// <summary>Joins conversations.</summary>
    /// <param name="examples">At least one; one of them at least has a label.</param>
    /// <param name="paddingId">Fills the shorter rows; never attended to and never learned.</param>
    public static TrainingBatch Collate(IReadOnlyList<EncodedExample> examples, int paddingId)
    {
        int length = examples.Max(example => example.Ids.Length);
        long[] ids = new long[examples.Count * length];
        long[] labels = new long[examples.Count * length];
        Array.Fill(ids, paddingId);
        Array.Fill(labels, Ignored);
        for (int row = 0; row < examples.Count; row++)
        {
            for (int i = 0; i < examples[row].Ids.Length; i++)
            {
                ids[(row * length) + i] = examples[row].Ids[i];
                labels[(row * length) + i] = examples[row].Labels[i];
            }
        }

        float[][] tiles = [.. examples.SelectMany(example => example.Tiles)];
        return new TrainingBatch(examples.Count, length, ids, labels, tiles.Length, [.. tiles.SelectMany(tile => tile)]);
    }

    /// <summary>[Rows, Length] of int64.</summary>
    public Tensor IdTensor() => tensor(Ids).view(Rows, Length);

    /// <summary>[Tiles, 3, side, side] of float32; null without images.</summary>
    public Tensor? PixelTensor()
    {
        if (Tiles == 0)
        {
            return null;
        }

        long side = (long)Math.Sqrt(Pixels.Length / (3.0 * Tiles));
        return tensor(Pixels).view(Tiles, 3, side, side);
    }
}
