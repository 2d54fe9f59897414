using Mpa.Torch.Lora;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Mpa.Torch.Layers;

/// <summary>A table of vectors by token id.</summary>
internal sealed class Embedding : nn.Module, IAdaptable
{
    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    private readonly long? _paddingId;

    public Embedding(long rows, long size, long? paddingId, TensorPlace place)
        : base(nameof(Embedding))
    {
        _weight = place.Parameter(rows, size);
        _paddingId = paddingId;
        RegisterComponents();
    }

    /// <summary>[rows, size].</summary>
    public Parameter Weight => _weight;

    /// <inheritdoc/>
    public Parameter? Bias => null;

    /// <inheritdoc/>
    public IList<LoraAdapter> Adapters { get; } = [];

    /// <summary>Rows that stand in place of the table's own; null for none.</summary>
    public TokenRows? Tokens { get; set; }

    /// <inheritdoc/>
    public Tensor Matrix() => _weight.to_type(ScalarType.Float32);

    /// <summary>
    /// ids: [batch, length] → [batch, length, size]. The padding id's row gets no gradient from here.
    /// </summary>
    public Tensor Forward(Tensor ids)
    {
        Tensor flat = ids.flatten(); // [B · L]
        Tensor rows = Adapted(_weight.index_select(0, flat), flat).view(ids.shape[0], ids.shape[1], -1); // [B, L, D]
        return _paddingId is { } padding && is_grad_enabled()
            ? where(ids.IsEqual(padding).unsqueeze(-1), rows.detach(), rows) // [B, L, D]
            : rows;
    }

    private Tensor Adapted(Tensor rows, Tensor ids)
    {
        foreach (LoraAdapter adapter in Adapters)
        {
            rows = rows.Plus(adapter.Rows(ids)); // [N, D]
        }

        return Tokens is null ? rows : Tokens.Into(rows, ids); // [N, D]
    }
}
