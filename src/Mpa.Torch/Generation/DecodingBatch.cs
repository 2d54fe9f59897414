using Mpa.Torch.Families;
using Mpa.Torch.Language;
using Mpa.Torch.Tokenizers;
using static TorchSharp.torch;

namespace Mpa.Torch.Generation;

/// <summary>
/// Replies under way: the prompts, padded on the left so that all of them go on in the same column, and the cache of what was
/// read. Its results belong to the caller's dispose scope.
/// </summary>
internal sealed class DecodingBatch : IDisposable
{
    private readonly IVisionLanguageNetwork _network;
    private readonly IReadOnlyList<GenerationPrompt> _prompts;
    private readonly KeyValueCache _cache;

    // What each row reads next stands here.
    private long[] _positions;

    // [B, 1, 1, columns and room for the reply], true = may be looked at; null where no row is padded.
    private Tensor? _mask;

    /// <summary>Sets memory aside for the prompts and their longest replies.</summary>
    public DecodingBatch(IVisionLanguageNetwork network, IReadOnlyList<GenerationPrompt> prompts)
    {
        _network = network;
        _prompts = prompts;
        _positions = [.. prompts.Select(prompt => (long)prompt.Chat.NextPosition)];
        long capacity = prompts.Max(prompt => prompt.Chat.Ids.Length) + prompts.Max(prompt => prompt.Sampling.MaxNewTokens);
        _cache = new KeyValueCache(prompts.Count, network.Text, capacity, network.Dtype);
        _mask = ReplyMask(capacity);
    }

    /// <summary>Reads the prompts: logits of each row's first new token [B, vocabulary], float32.</summary>
    public Tensor Read()
    {
        ChatBatch padded = ChatBatch.Pad(
            [.. _prompts.Select(prompt => prompt.Chat)], _network.Text.PaddingId ?? 0, PaddingSide.Left);
        Tensor ids = tensor(padded.Ids).view(padded.Rows, padded.Columns); // [B, L]
        Tensor attention = tensor(padded.AttentionMask).view(padded.Rows, padded.Columns); // [B, L]
        Tensor[] features = [.. _prompts.SelectMany(prompt => prompt.Features)];
        Tensor embeds = _network.Embed(ids, features.Length == 0 ? null : cat(features, 0)); // [B, L, D]
        Tensor? mask = _mask is null ? null : PaddedPositions.CausalMask(attention); // [B, 1, L, L]
        return LastLogits(_network.Hidden(embeds, PaddedPositions.Of(padded), mask, _cache)); // [B, V]
    }

    /// <summary>Reads one token a row: logits of the next one [B, vocabulary], float32.</summary>
    public Tensor Step(IEnumerable<int> tokens)
    {
        Tensor ids = tensor([.. tokens.Select(token => (long)token)]).unsqueeze(1); // [B, 1]

        // The same on every axis, however many the family has: what is read next is text.
        Tensor positions = tensor(_positions).unsqueeze(1); // [B, 1]
        Tensor? mask = _mask?.narrow(3, 0, _cache.Length + 1); // [B, 1, 1, S]
        Tensor hidden = _network.Hidden(_network.Embed(ids, null), positions, mask, _cache); // [B, 1, D]
        _positions = [.. _positions.Select(position => position + 1)];
        return LastLogits(hidden); // [B, V]
    }

    /// <summary>Goes on with these rows only, in this order.</summary>
    public void Keep(IReadOnlyList<int> rows)
    {
        using IDisposable scope = NewDisposeScope();
        Tensor chosen = tensor([.. rows.Select(row => (long)row)]);
        _cache.Keep(chosen);
        _positions = [.. rows.Select(row => _positions[row])];
        if (_mask is { } mask)
        {
            _mask = mask.index_select(0, chosen).DetachFromDisposeScope();
            mask.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _cache.Dispose();
        _mask?.Dispose();
    }

    // The head is the widest layer: it runs on the last column only.
    private Tensor LastLogits(Tensor hidden) =>
        _network.Logits(hidden.select(1, hidden.shape[1] - 1)).to_type(ScalarType.Float32).contiguous(); // [B, V]

    private Tensor? ReplyMask(long capacity)
    {
        int columns = _prompts.Max(prompt => prompt.Chat.Ids.Length);
        if (_prompts.All(prompt => prompt.Chat.Ids.Length == columns))
        {
            return null;
        }

        using IDisposable scope = NewDisposeScope();
        bool[] visible = [.. _prompts.SelectMany(prompt => Enumerable.Range(0, (int)capacity).Select(column => column >= columns - prompt.Chat.Ids.Length))];
        return tensor(visible).view(_prompts.Count, 1, 1, capacity).DetachFromDisposeScope();
    }
}
