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

    [Fact]
    public void Positions_are_padded_on_every_axis_with_1()
    {
        EncodedChat[] chats =
        [
            Chats[0] with { Positions = [[0, 1, 1], [0, 1, 2]] },
            Chats[1] with { Positions = [[0], [0]] },
        ];

        ChatBatch batch = ChatBatch.Pad(chats, paddingId: 2, PaddingSide.Left);

        Assert.Equal([0, 1, 1, 1, 1, 0, 0, 1, 2, 1, 1, 0], batch.Positions!);
        Assert.Null(ChatBatch.Pad(Chats, paddingId: 2, PaddingSide.Left).Positions);
        Assert.Equal([3, 1], chats.Select(chat => chat.NextPosition));
    }
}
