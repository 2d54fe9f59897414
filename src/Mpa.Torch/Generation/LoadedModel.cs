using Mpa.Models;
using Mpa.Torch.Families;
using Mpa.Torch.Tokenizers;
using Mpa.Torch.Vision.Processors;

namespace Mpa.Torch.Generation;

/// <summary>
/// The parts of a model folder, checked against each other by their family. Who loads it disposes it, on the same
/// thread.
/// </summary>
/// <param name="Network">Network and weights.</param>
/// <param name="Encoder">Tokenizer and prompts.</param>
/// <param name="Processor">Image preparation.</param>
/// <param name="EndTokens">Tokens that end a reply.</param>
internal sealed record LoadedModel(
    IVisionLanguageNetwork Network,
    ChatEncoder Encoder,
    IImageProcessor Processor,
    IReadOnlyList<int> EndTokens) : IDisposable
{
    /// <summary>For requests that state none.</summary>
    public double RepetitionPenalty { get; init; } = 1;

    /// <summary>Longest prompt and reply together, in tokens.</summary>
    public int MaxPositions => Network.Text.MaxPositions;

    /// <inheritdoc cref="ModelFamilies.Load"/>
    public static LoadedModel Load(string folder, TorchModelOptions options) => ModelFamilies.Load(folder, options);

    /// <inheritdoc cref="ModelFamilies.Load"/>
    public static LoadedModel Load(string folder, WeightType weights) =>
        Load(folder, TorchModelOptions.Default with { Weights = weights });

    /// <inheritdoc/>
    public void Dispose() => Network.Dispose();
}
