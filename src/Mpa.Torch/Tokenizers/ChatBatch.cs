namespace Mpa.Torch.Tokenizers;

/// <summary>Chats filled up to equal length: flat arrays [rows × columns], row by row, ready for tensors.</summary>
/// <param name="Rows">Number of chats.</param>
/// <param name="Columns">Length of the longest.</param>
/// <param name="Ids">Token ids, filled with the padding id.</param>
/// <param name="AttentionMask">1 for a token of the chat, 0 for padding.</param>
/// <param name="Labels">Labels, <see cref="EncodedChat.NoLabel"/> for padding.</param>
/// <param name="Positions">[axes × rows × columns], 1 for padding; null where every chat counts 0, 1, 2 …</param>
internal sealed record ChatBatch(
    int Rows, int Columns, long[] Ids, long[] AttentionMask, long[] Labels, long[]? Positions = null)
{
    // Any value serves: nothing looks at padding. The public implementations write 1.
    private const long PaddingPosition = 1;

    /// <summary>Fills chats up to the longest.</summary>
    /// <param name="chats">Of one family: all with positions of their own, or none.</param>
    /// <param name="paddingId">Any id serves.</param>
    /// <param name="side">Where the filling stands.</param>
    public static ChatBatch Pad(IReadOnlyList<EncodedChat> chats, int paddingId, PaddingSide side)
    {
        int columns = chats.Select(chat => chat.Ids.Length).DefaultIfEmpty().Max();
        int axes = chats.Select(chat => chat.Positions?.Length ?? 0).DefaultIfEmpty().Max();
        int places = chats.Count * columns;
        ChatBatch batch = new(
            chats.Count,
            columns,
            Ids: Filled(paddingId, places),
            AttentionMask: Filled(0, places),
            Labels: Filled(EncodedChat.NoLabel, places),
            Positions: axes == 0 ? null : Filled(PaddingPosition, axes * places));
        for (int row = 0; row < chats.Count; row++)
        {
            int padding = columns - chats[row].Ids.Length;
            batch.Write(chats[row], (row * columns) + (side == PaddingSide.Left ? padding : 0));
        }

        return batch;
    }

    private void Write(EncodedChat chat, int start)
    {
        for (int i = 0; i < chat.Ids.Length; i++)
        {
            Ids[start + i] = chat.Ids[i];
            AttentionMask[start + i] = 1;
            Labels[start + i] = chat.Labels[i];
        }

        for (int axis = 0; axis < (chat.Positions?.Length ?? 0); axis++)
        {
            long[] positions = Array.ConvertAll(chat.Positions![axis], position => (long)position); // indices are long
            positions.CopyTo(Positions!, (axis * Ids.Length) + start);
        }
    }

    private static long[] Filled(long value, int count)
    {
        long[] values = new long[count];
        Array.Fill(values, value);
        return values;
    }
}

/// <summary>On which side shorter rows of a batch are filled.</summary>
internal enum PaddingSide
{
    /// <summary>For generation: every row ends where the model goes on.</summary>
    Left,

    /// <summary>For training.</summary>
    Right,
}
