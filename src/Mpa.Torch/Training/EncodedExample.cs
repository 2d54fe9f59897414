namespace Mpa.Torch.Training;

/// <summary>One conversation ready for the model, in plain arrays so that it can be made on any thread.</summary>
/// <param name="Ids">Token ids.</param>
/// <param name="Labels">The same ids at the tokens that are learned, −100 elsewhere.</param>
/// <param name="Tiles">Normalised pixels [3, side, side] of each image tile, in reading order.</param>
public sealed record EncodedExample(int[] Ids, int[] Labels, IReadOnlyList<float[]> Tiles);
