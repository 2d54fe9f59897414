using Mpa.Recipes;
using Mpa.Torch.Pretraining;

namespace Mpa.Cli.Pretraining;

/// <summary>How one of the bundled demo models is made from nothing (recipes/pretrain-*.yaml).</summary>
public sealed record PretrainRecipe
{
    /// <summary>The model folder to write.</summary>
    [WrittenPath]
    public required string Output { get; init; }

    /// <summary>Chart kinds the model gets to know: "bar", "hbar", "line", "dot".</summary>
    public required IReadOnlyList<string> Kinds { get; init; }

    /// <summary>Sizes of the model.</summary>
    public ModelShape Shape { get; init; } = new();

    /// <summary>Tokens, the 256 bytes and the special ones included.</summary>
    public int VocabularySize { get; init; } = 448;

    /// <summary>Seed of the charts, the conversations and the first weights.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Optimizer steps.</summary>
    public int Steps { get; init; } = 12_000;

    /// <summary>Conversations in a step.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>Peak learning rate.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Steps of the rise to it.</summary>
    public int WarmUpSteps { get; init; } = 150;

    /// <summary>Decoupled weight decay on matrices.</summary>
    public double WeightDecay { get; init; } = 0.05;

    /// <summary>Share of the steps over which charts grow from one series to six.</summary>
    public double Curriculum { get; init; } = 0.25;

    /// <summary>
    /// Threads of libtorch. Small models gain little from a second; two models can be trained side by side instead.
    /// </summary>
    public int Threads { get; init; } = 1;
}
