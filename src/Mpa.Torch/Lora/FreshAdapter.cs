using Mpa.Torch.Layers;
using static TorchSharp.torch;
using Embedding = Mpa.Torch.Layers.Embedding;

namespace Mpa.Torch.Lora;

/// <summary>Makes adapters that change nothing yet: A uniform within ± 1/√inputs, B zero.</summary>
/// <param name="config">What they are like.</param>
/// <param name="seed">Of the numbers in A, drawn layer after layer.</param>
internal sealed class FreshAdapter(LoraConfig config, long seed) : IDisposable
{
    private readonly Generator _generator = new((ulong)seed, CPU);

    /// <summary>Of all layers; null without.</summary>
    public LoraDropout? Dropout { get; } = config.Dropout > 0 ? new LoraDropout(config.Dropout, seed) : null;

    /// <summary>The adapter of a layer.</summary>
    /// <exception cref="MpaException">The layer can't be adapted afresh.</exception>
    public LoraLayer Of(LoraTarget target)
    {
        (string[] paths, IAdaptable layer, string today) = target;
        LoraVariants.CheckLayer(config, layer, paths[0]);
        if (layer is Embedding or TiedHead)
        {
            throw new MpaException(
                $"level.targets names {paths[0]}, the embedding table or a head that is one with it. mpa trains no "
                + "adapter of these: name linear layers.");
        }

        using IDisposable scope = NewDisposeScope();
        long[] shape = layer.Weight.shape;
        int rank = config.RankOf(paths);
        double bound = 1 / Math.Sqrt(shape[1..].Aggregate(1L, (product, size) => product * size));
        Tensor uniform = rand([rank, .. shape[1..]], generator: _generator)
            .TimesInPlace(2 * bound)
            .PlusInPlace(-bound); // [rank, inputs]

        // A product needs one number type: the adapter takes its layer's.
        ScalarType type = layer.Weight.dtype;
        Tensor zero = zeros([shape[0], rank, .. shape[2..].Select(_ => 1L)], type); // [outputs, rank]
        return new LoraLayer(
            today,
            layer,
            new LoraAdapter(
                KeptParameter.Of(uniform.to_type(type)), KeptParameter.Of(zero), config.ScaleOf(paths))
            {
                Magnitude = config.UsesDora
                    ? KeptParameter.Of(layer.Matrix().RowLengths().detach().to_type(type)) // [outputs]
                    : null,
                Dropout = Dropout,
            });
    }

    /// <inheritdoc/>
    public void Dispose() => _generator.Dispose();
}
