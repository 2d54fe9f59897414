using Mpa.Torch.Tokenizers;
using Mpa.Torch.Vision.Processors;

namespace Mpa.Torch.Training;

/// <summary>One conversation ready for the model, in plain arrays so that it can be made on any thread.</summary>
/// <param name="Chat">Ids and labels.</param>
/// <param name="Tiles">Of all its images, in reading order.</param>
public sealed record EncodedExample(EncodedChat Chat, IReadOnlyList<PixelTile> Tiles);
