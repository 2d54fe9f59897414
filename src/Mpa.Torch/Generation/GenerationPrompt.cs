using Mpa.Models;
using static TorchSharp.torch;

namespace Mpa.Torch.Generation;

/// <summary>What one reply is generated from.</summary>
/// <param name="Ids">Token ids of the expanded prompt.</param>
/// <param name="Features">[tiles, tokens a tile, hidden] of each image, in the prompt's order; not disposed here.</param>
/// <param name="Sampling">How the reply is drawn.</param>
internal sealed record GenerationPrompt(int[] Ids, IReadOnlyList<Tensor> Features, SamplingOptions Sampling);
