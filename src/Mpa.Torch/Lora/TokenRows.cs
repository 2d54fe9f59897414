using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Mpa.Torch.Lora;

/// <summary>Rows of a table that an adapter trains in place of the table's own (PEFT's trainable tokens).</summary>
internal sealed class TokenRows : IDisposable
{
    private readonly Tensor _ids;

    // Of every row of the table: 0, or the place of what stands for it, counted from 1.
    private readonly Tensor _places;

    /// <summary>Takes what a file holds.</summary>
    /// <param name="ids">The rows, in the order of the values.</param>
    /// <param name="values">[ids, width]: the rows themselves, whatever their name in the file says.</param>
    /// <param name="tableRows">Rows of the table.</param>
    public TokenRows(IReadOnlyList<int> ids, Parameter values, long tableRows)
    {
        using IDisposable scope = NewDisposeScope();
        long[] places = new long[tableRows];
        for (int i = 0; i < ids.Count; i++)
        {
            places[ids[i]] = i + 1;
        }

        Values = values;
        _places = tensor(places).DetachFromDisposeScope();
        _ids = tensor(ids.Select(id => (long)id).ToArray()).DetachFromDisposeScope();
    }

    /// <summary>[tokens, width].</summary>
    public Parameter Values { get; }

    /// <summary>rows: [N, width] of the table, ids: [N] → the same with those that are replaced.</summary>
    public Tensor Into(Tensor rows, Tensor ids)
    {
        Tensor places = _places.index_select(0, ids); // [N]
        Tensor values = cat([zeros_like(Values[0]).unsqueeze(0), Values], 0); // [1 + tokens, width]
        Tensor replaced = places.to_type(ScalarType.Bool).unsqueeze(-1); // [N, 1]
        return where(replaced, values.index_select(0, places), rows); // [N, width]
    }

    /// <summary>
    /// hidden: [..., width], logits: [..., vocabulary] of a head that is the table → as the rows give them.
    /// </summary>
    public Tensor IntoLogits(Tensor logits, Tensor hidden) =>
        logits.index_copy(-1, _ids, nn.functional.linear(hidden, Values)); // [..., vocabulary]

    /// <summary>Writes the rows into the table.</summary>
    public void Merge(Parameter table)
    {
        using IDisposable noGradient = no_grad();
        table.index_copy_(0, _ids, Values);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ids.Dispose();
        _places.Dispose();
        Values.Dispose();
    }
}
