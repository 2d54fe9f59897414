using Mpa.Cli.Estimates;
using Mpa.Leveling;
using Mpa.Models;
using Mpa.Torch;
using Mpa.Torch.Inspection;

namespace Mpa.Cli.Models;

/// <summary>The memory that a model needs in each of its uses, in bytes; images and activations come on top.</summary>
/// <param name="Answering">As a teacher or a student that answers: weights in fp32, keys and values of a full
/// batch.</param>
/// <param name="AnsweringInBFloat16">The same with weights and cache of half the size.</param>
/// <param name="Lora">As a student trained with adapters of the default rank.</param>
/// <param name="Full">As a student trained with every weight.</param>
internal sealed record ModelNeeds(double Answering, double AnsweringInBFloat16, double Lora, double Full)
{
    /// <summary>Rank of the adapters reckoned with.</summary>
    public static int Rank { get; } = new LevelOptions().Rank;

    /// <summary>Tokens that are held together at most.</summary>
    public static int Tokens { get; } = TorchModelOptions.Default.BatchTokens;

    /// <summary>Of a model.</summary>
    public static ModelNeeds Of(ModelInventory model)
    {
        double cache = (model.CacheBytesPerToken ?? 0) * (double)Tokens;
        long adapters = model.AdapterParameters(Rank);
        return new ModelNeeds(
            MemoryEstimate.Answering(model.Parameters, WeightType.Float32) + cache,
            MemoryEstimate.Answering(model.Parameters, WeightType.BFloat16) + (cache / 2),
            MemoryEstimate.Training(model.Parameters + adapters, trained: adapters),
            MemoryEstimate.Training(model.Parameters, trained: model.Parameters));
    }
}
