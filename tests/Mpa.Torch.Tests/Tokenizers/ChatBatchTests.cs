using Mpa.Torch.Tokenizers;

namespace Mpa.Torch.Tests.Tokenizers;

public sealed class ChatBatchTests
{
    private static readonly EncodedChat[] Chats = [new([5, 6, 7], [-100, 6, 7]), new([8], [8])];

    [Fact]
    public void Left_padding_ends_every_row_at_its_last_token()
    {
        ChatBatch batch = ChatBatch.Pad(Chats, paddingId: 2, PaddingSide.Left);

        Assert.Equal([5, 6, 7, 2, 2, 8], batch.Ids);
        Assert.Equal([1, 1, 1, 0, 0, 1], batch.AttentionMask);
        Assert.Equal([-100, 6, 7, -100, -100, 8], batch.Labels);
    }

    [Fact]
    public void Right_padding_starts_every_row_at_its_first_token()
    {
        ChatBatch batch = ChatBatch.Pad(Chats, paddingId: 2, PaddingSide.Right);

        Assert.Equal((2, 3), (batch.Rows, batch.Columns));
        Assert.Equal([5, 6, 7, 8, 2, 2], batch.Ids);
        Assert.Equal([1, 1, 1, 1, 0, 0], batch.AttentionMask);
        Assert.Equal([-100, 6, 7, 8, -100, -100], batch.Labels);
    }
}
