using Mpa.Torch.Families;
using Mpa.Torch.Language;
using Mpa.Torch.Tokenizers;
using static TorchSharp.torch;

namespace Mpa.Torch.Generation;

/// <summary>
/// Replies under way: the rows, padded on the left so that all of them go on in the same column, and what the decoder
/// keeps of them, whatever that is. Rows may join and leave between two steps. Its results belong to the caller's
/// dispose scope.
/// </summary>
internal sealed class DecodingBatch(IVisionLanguageNetwork network) : IDisposable
{
    // Columns set aside at a time: most replies end long before their limit, and room not taken need not be copied when
    // rows join.
    private const long RoomTogether = 32;

    // Null while there is no row.
    private DecoderState? _state;
    private RowPlace[] _rows = [];

    // [B, 1, 1, columns and room], true = may be looked at; null where no row is padded.
    private Tensor? _mask;

    /// <summary>Rows under way.</summary>
    public int Rows => _rows.Length;

    /// <summary>
    /// Columns that a row may come to take if these join: the longest prompt or reply so far, and the longest rest.
    /// </summary>
    public long CapacityWith(IEnumerable<GenerationPrompt> prompts) =>
        prompts.Select(prompt => (long)prompt.Chat.Ids.Length).Append(_state?.Length ?? 0).Max()
        + prompts.Select(prompt => (long)prompt.Sampling.MaxNewTokens).Concat(_rows.Select(row => row.Room)).Max();

    /// <summary>
    /// Reads the prompts and adds them as rows behind the others: logits of their first new tokens [prompts,
    /// vocabulary], float32.
    /// </summary>
    public Tensor Join(IReadOnlyList<GenerationPrompt> prompts)
    {
        long columns = prompts.Max(prompt => prompt.Chat.Ids.Length);
        RowPlace[] joined = [.. prompts.Select(prompt => RowPlace.Of(prompt, columns))];
        long capacity = _state is null ? CapacityOf(columns, joined) : columns;
        DecoderState fresh = network.NewState(prompts.Count, capacity);
        try
        {
            Tensor logits = Read(prompts, fresh, padded: joined.Any(row => row.Start > 0)); // [prompts, V]
            Take(fresh, joined);
            return logits;
        }
        catch
        {
            fresh.Dispose();
            throw;
        }
    }

    /// <summary>Reads one token a row: logits of the next one [B, vocabulary], float32.</summary>
    public Tensor Step(IEnumerable<int> tokens)
    {
        if (_state!.Length == _state.Capacity)
        {
            Rebuild(null, _rows);
        }

        Tensor ids = tensor([.. tokens.Select(token => (long)token)]).unsqueeze(1); // [B, 1]

        // The same on every axis, however many the family has: what is read next is text.
        Tensor positions = tensor([.. _rows.Select(row => row.Position)]).unsqueeze(1); // [B, 1]
        Tensor? mask = _mask?.narrow(3, 0, _state.Length + 1); // [B, 1, 1, S]
        Tensor hidden = network.Hidden(network.Embed(ids, null), positions, mask, _state); // [B, 1, D]
        _rows = [.. _rows.Select(row => row.Next())];
        return LastLogits(hidden); // [B, V]
    }

    /// <summary>Goes on with these rows only, in this order. Columns that hold padding alone are cut off.</summary>
    public void Keep(IReadOnlyList<int> rows)
    {
        if (rows.Count == 0)
        {
            Dispose();
            return;
        }

        using Tensor chosen = tensor([.. rows.Select(row => (long)row)]);
        Rebuild(chosen, [.. rows.Select(row => _rows[row])]);
    }

    /// <summary>Lets go of all rows.</summary>
    public void Dispose()
    {
        _state?.Dispose();
        _mask?.Dispose();
        (_state, _mask, _rows) = (null, null, []);
    }

    private Tensor Read(IReadOnlyList<GenerationPrompt> prompts, DecoderState state, bool padded)
    {
        EncodedChat[] chats = [.. prompts.Select(prompt => prompt.Chat)];
        ChatBatch batch = ChatBatch.Pad(chats, network.Text.PaddingId ?? 0, PaddingSide.Left);
        Tensor ids = tensor(batch.Ids).view(batch.Rows, batch.Columns); // [B, L]
        Tensor attention = tensor(batch.AttentionMask).view(batch.Rows, batch.Columns); // [B, L]
        Tensor[] features = [.. prompts.SelectMany(prompt => prompt.Features)];
        Tensor embeds = network.Embed(ids, features.Length == 0 ? null : cat(features, 0)); // [B, L, D]
        Tensor? mask = padded ? PaddedPositions.CausalMask(attention) : null; // [B, 1, L, L]
        return LastLogits(network.Hidden(embeds, PaddedPositions.Of(batch), mask, state)); // [B, V]
    }

    private void Take(DecoderState fresh, RowPlace[] joined)
    {
        if (_state is null)
        {
            _state = fresh;
            SetRows(joined);
            return;
        }

        long length = Math.Max(_state.Length, fresh.Length);
        RowPlace[] all =
        [
            .. _rows.Select(row => row.Moved(length - _state.Length)),
            .. joined.Select(row => row.Moved(length - fresh.Length)),
        ];
        _rows = all; // before the state, so that a failure in the middle of it shows as a difference of the two
        _state.Join(fresh, length, CapacityOf(length, all));
        fresh.Dispose();
        SetRows(all);
    }

    /// <summary>Copies the state into room for more, without columns that hold padding alone.</summary>
    private void Rebuild(Tensor? chosen, RowPlace[] rows)
    {
        long cut = rows.Min(row => row.Start);
        _state!.Take(chosen, cut, CapacityOf(_state.Length - cut, rows));
        SetRows([.. rows.Select(row => row.Moved(-cut))]);
    }

    private static long CapacityOf(long columns, IEnumerable<RowPlace> rows) =>
        columns + Math.Clamp(rows.Max(row => row.Room), 1, RoomTogether);

    private void SetRows(RowPlace[] rows)
    {
        _rows = rows;
        _mask?.Dispose();
        _mask = null;
        if (rows.Any(row => row.Start > 0))
        {
            using IDisposable scope = NewDisposeScope();
            int capacity = (int)_state!.Capacity;
            bool[] visible =
                [.. rows.SelectMany(row => Enumerable.Range(0, capacity).Select(column => column >= row.Start))];
            _mask = tensor(visible).view(rows.Length, 1, 1, capacity).DetachFromDisposeScope();
        }
    }

    // The head is the widest layer: it runs on the last column only.
    private Tensor LastLogits(Tensor hidden) =>
        network.Logits(hidden.select(1, hidden.shape[1] - 1)).to_type(ScalarType.Float32).contiguous(); // [B, V]
}

/// <summary>Where a row stands in a <see cref="DecodingBatch"/>.</summary>
/// <param name="Start">Its first column; those before are padding.</param>
/// <param name="Position">Rotary position of what it reads next.</param>
/// <param name="Room">Tokens it may still read.</param>
internal readonly record struct RowPlace(long Start, long Position, long Room)
{
    /// <summary>Of a prompt that ends in the last of so many columns.</summary>
    public static RowPlace Of(GenerationPrompt prompt, long columns) =>
        new(columns - prompt.Chat.Ids.Length, prompt.Chat.NextPosition, prompt.Sampling.MaxNewTokens);

    /// <summary>The same row after columns were put before it, or taken away.</summary>
    public RowPlace Moved(long columns) => this with { Start = Start + columns };

    /// <summary>After one more token.</summary>
    public RowPlace Next() => this with { Position = Position + 1, Room = Room - 1 };
}
