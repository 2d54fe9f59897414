using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Mpa.Torch.Layers;

/// <summary>A table of vectors by token id.</summary>
internal sealed class Embedding : nn.Module
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

    /// <summary>
    /// ids: [batch, length] → [batch, length, size]. The padding id's row gets no gradient from here.
    /// </summary>
    public Tensor Forward(Tensor ids)
    {
        Tensor rows = _weight.index_select(0, ids.flatten()).view(ids.shape[0], ids.shape[1], -1); // [B, L, D]
        return _paddingId is { } padding && is_grad_enabled()
            ? where(ids.IsEqual(padding).unsqueeze(-1), rows.detach(), rows) // [B, L, D]
            : rows;
    }
}
