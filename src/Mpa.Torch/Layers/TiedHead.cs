using Mpa.Torch.Lora;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Mpa.Torch.Layers;

/// <summary>The head of a model whose embedding table is its head too; an adapter may part the two.</summary>
/// <param name="table">The table.</param>
internal sealed class TiedHead(Embedding table) : IAdaptable
{
    /// <summary>A matrix of its own, [vocabulary, width]; null while the table serves.</summary>
    public Parameter? Own { get; set; }

    /// <inheritdoc/>
    public Parameter Weight => Own ?? table.Weight;

    /// <inheritdoc/>
    public Parameter? Bias => null;

    /// <inheritdoc/>
    public IList<LoraAdapter> Adapters { get; } = [];

    /// <inheritdoc/>
    public Tensor Matrix() => Weight.to_type(ScalarType.Float32);

    /// <summary>A matrix like the one that serves, which doesn't train.</summary>
    public Parameter CopyOfWeight()
    {
        using IDisposable scope = NewDisposeScope();
        return KeptParameter.Of(Weight.detach().clone(), trains: false);
    }

    /// <summary>hidden: [..., width] → logits [..., vocabulary].</summary>
    public Tensor Forward(Tensor hidden)
    {
        Tensor logits = nn.functional.linear(hidden, Weight); // [..., V]
        foreach (LoraAdapter adapter in Adapters)
        {
            logits = adapter.AddTo(logits, hidden, this); // [..., V]
        }

        return Own is null && table.Tokens is { } tokens ? tokens.IntoLogits(logits, hidden) : logits;
    }
}
