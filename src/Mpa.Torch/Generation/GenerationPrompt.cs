using Mpa.Models;
using Mpa.Torch.Tokenizers;
using static TorchSharp.torch;

namespace Mpa.Torch.Generation;

/// <summary>What one reply is generated from.</summary>
/// <param name="Chat">The expanded prompt.</param>
/// <param name="Features">[image tokens, hidden] of each image, in the prompt's order; not disposed here.</param>
/// <param name="Sampling">How the reply is drawn.</param>
/// <param name="TopLogProbabilities">How many alternatives to score at each token; null scores nothing.</param>
internal sealed record GenerationPrompt(EncodedChat Chat, IReadOnlyList<Tensor> Features, SamplingOptions Sampling, int? TopLogProbabilities = null);
