using Mpa.Torch.Layers;
using TorchSharp.Modules;
using Embedding = Mpa.Torch.Layers.Embedding;

namespace Mpa.Torch.Lora;

/// <summary>All that an adapter brings to a model.</summary>
internal sealed record AdapterParts
{
    /// <summary>Low-rank updates.</summary>
    public required IReadOnlyList<LoraLayer> Layers { get; init; }

    /// <summary>Trained biases and modules that are saved whole.</summary>
    public IReadOnlyList<ReplacedParameter> Replaced { get; init; } = [];

    /// <summary>Rows of the embedding table.</summary>
    public (string Name, Embedding Table, TokenRows Rows)? Tokens { get; init; }

    /// <summary>
    /// A head that the model has not while its table serves as one: trained under a name, or without one the table as
    /// it was.
    /// </summary>
    public (string? Name, TiedHead Tied, Parameter Value)? Head { get; init; }

    /// <summary>The head of a model whose table serves as one; null for others.</summary>
    public TiedHead? Tied { get; init; }

    /// <summary>What trains, under PEFT's names.</summary>
    public IReadOnlyList<(string Name, Parameter Value)> Parameters =>
    [
        .. Layers.SelectMany(layer => layer.Parameters),
        .. Replaced.Select(replaced => (replaced.Name, replaced.Target)),
        .. Tokens is { } tokens ? [(tokens.Name, tokens.Rows.Values)] : Array.Empty<(string, Parameter)>(),
        .. Head is { Name: { } name } head ? [(name, head.Value)] : Array.Empty<(string, Parameter)>(),
    ];

    /// <summary>Puts everything in its place.</summary>
    public void Attach()
    {
        Place(tokens: Tokens?.Rows, head: Head?.Value);
        foreach (LoraLayer layer in Layers)
        {
            layer.Attach();
        }
    }

    /// <summary>Leaves the model as it was.</summary>
    public void Detach()
    {
        Place(tokens: null, head: null);
        foreach (LoraLayer layer in Layers)
        {
            layer.Detach();
        }
    }

    /// <summary>Writes all of it, attached, into the weights, and detaches what is left.</summary>
    public void Merge()
    {
        foreach (LoraLayer layer in Layers.Where(layer => !IsPairOfTable(layer)))
        {
            Part(layer);
            layer.Merge();
        }

        if (Tokens is { } tokens)
        {
            tokens.Rows.Merge(tokens.Table.Weight);
            tokens.Table.Tokens = null;
        }

        foreach (LoraLayer layer in Layers)
        {
            layer.Detach();
        }
    }

    /// <summary>Lets the tensors go.</summary>
    /// <param name="keepHead">A head of its own belongs to the model now.</param>
    public void Dispose(bool keepHead)
    {
        foreach (IDisposable part in Layers.Concat<IDisposable>(Replaced))
        {
            part.Dispose();
        }

        Tokens?.Rows.Dispose();
        if (!keepHead)
        {
            Head?.Value.Dispose();
        }
    }

    private void Place(TokenRows? tokens, Parameter? head)
    {
        foreach (ReplacedParameter replaced in Replaced)
        {
            replaced.Swap();
        }

        if (Tokens is { } rows)
        {
            rows.Table.Tokens = tokens;
        }

        if (Head is { } own)
        {
            own.Tied.Own = head;
        }
    }

    // A head with the transposed update of the table that it is: written once, both have it.
    private bool IsPairOfTable(LoraLayer layer) =>
        layer.Layer is TiedHead { Own: null } && Layers.Any(other => other.Layer is Embedding);

    /// <summary>Where one of head and table changes and the other doesn't, they are two from here on.</summary>
    private void Part(LoraLayer layer)
    {
        TiedHead? tied = layer.Layer switch
        {
            TiedHead head => head,
            Embedding when !Layers.Any(other => other.Layer is TiedHead) => Tied,
            _ => null,
        };
        if (tied is { Own: null })
        {
            tied.Own = tied.CopyOfWeight();
        }
    }
}
