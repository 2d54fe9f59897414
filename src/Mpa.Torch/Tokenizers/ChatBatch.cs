namespace Mpa.Torch.Tokenizers;

/// <summary>Chats filled up to equal length: flat arrays [rows × columns], row by row, ready for tensors.</summary>
/// <param name="Rows">Number of chats.</param>
/// <param name="Columns">Length of the longest.</param>
/// <param name="Ids">Token ids, filled with the padding id.</param>
/// <param name="AttentionMask">1 for a token of the chat, 0 for padding.</param>
/// <param name="Labels">Labels, <see cref="EncodedChat.NoLabel"/> for padding.</param>
public sealed record ChatBatch(int Rows, int Columns, long[] Ids, long[] AttentionMask, long[] Labels)
{
    /// <summary>Fills chats up to the longest.</summary>
    public static ChatBatch Pad(IReadOnlyList<EncodedChat> chats, int paddingId, PaddingSide side)
    {
        int columns = chats.Select(chat => chat.Ids.Length).DefaultIfEmpty().Max();
        ChatBatch batch = new(chats.Count, columns, Filled(paddingId), Filled(0), Filled(EncodedChat.NoLabel));
        for (int row = 0; row < chats.Count; row++)
        {
            EncodedChat chat = chats[row];
            int start = (row * columns) + (side == PaddingSide.Left ? columns - chat.Ids.Length : 0);
            for (int i = 0; i < chat.Ids.Length; i++)
            {
                batch.Ids[start + i] = chat.Ids[i];
                batch.AttentionMask[start + i] = 1;
                batch.Labels[start + i] = chat.Labels[i];
            }
        }

        return batch;

        long[] Filled(long value)
        {
            long[] values = new long[chats.Count * columns];
            Array.Fill(values, value);
            return values;
        }
    }
}
