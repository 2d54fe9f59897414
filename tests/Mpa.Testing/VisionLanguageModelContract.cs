using Mpa.Models;
using Xunit;

namespace Mpa.Testing;

/// <summary>
/// What every implementation of <see cref="IVisionLanguageModel"/> must do. Its tests derive from this class.
/// </summary>
public abstract class VisionLanguageModelContract
{
    [Fact]
    public async Task Replies_come_in_the_order_of_the_requests()
    {
        using IVisionLanguageModel model = Open();
        ModelRequest[] requests = [.. Requests()];

        IReadOnlyList<ModelReply> forwards = await model.AskAsync(requests, TestContext.Current.CancellationToken);
        IReadOnlyList<ModelReply> backwards =
            await model.AskAsync([.. requests.Reverse()], TestContext.Current.CancellationToken);

        Assert.Equal(forwards.Select(reply => reply.Text), backwards.Reverse().Select(reply => reply.Text));
    }

    [Fact]
    public async Task A_batch_gives_what_single_requests_give()
    {
        using IVisionLanguageModel model = Open();
        IReadOnlyList<ModelRequest> requests = Requests();
        IReadOnlyList<ModelReply> together = await model.AskAsync(requests, TestContext.Current.CancellationToken);

        for (int i = 0; i < requests.Count; i++)
        {
            ModelReply alone =
                Assert.Single(await model.AskAsync([requests[i]], TestContext.Current.CancellationToken));
            Assert.Equal(
                (together[i].Text, together[i].Finish, together[i].ReplyTokens),
                (alone.Text, alone.Finish, alone.ReplyTokens));
        }
    }

    [Fact]
    public async Task The_same_request_gives_the_same_reply()
    {
        using IVisionLanguageModel model = Open();
        IReadOnlyList<ModelReply> once = await model.AskAsync(Requests(), TestContext.Current.CancellationToken);
        IReadOnlyList<ModelReply> twice = await model.AskAsync(Requests(), TestContext.Current.CancellationToken);

        Assert.Equal(once.Select(reply => reply.Text), twice.Select(reply => reply.Text));
    }

    [Fact]
    public async Task A_request_that_fails_is_a_reply_with_its_error_and_spoils_no_other()
    {
        using IVisionLanguageModel model = Open();
        IReadOnlyList<ModelRequest> requests = Requests();
        IReadOnlyList<ModelReply> expected = await model.AskAsync(requests, TestContext.Current.CancellationToken);

        IReadOnlyList<ModelReply> replies =
            await model.AskAsync([requests[0], Failing(), requests[1]], TestContext.Current.CancellationToken);

        Assert.Equal([expected[0].Text, "", expected[1].Text], replies.Select(reply => reply.Text));
        Assert.False(string.IsNullOrWhiteSpace(replies[1].Error));
        Assert.Equal(FinishReason.Error, replies[1].Finish);
    }

    [Fact]
    public async Task An_empty_batch_gives_no_reply()
    {
        using IVisionLanguageModel model = Open();

        Assert.Empty(await model.AskAsync([], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_canceled_batch_ends_with_a_cancellation()
    {
        using IVisionLanguageModel model = Open();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => model.AskAsync(Requests(), new CancellationToken(canceled: true)));
    }

    [Fact]
    public void The_model_has_a_name_and_a_fingerprint_that_last()
    {
        using IVisionLanguageModel one = Open();
        using IVisionLanguageModel other = Open();

        Assert.Equal((one.Name, one.Fingerprint), (other.Name, other.Fingerprint));
        Assert.NotEmpty(one.Name);
        Assert.NotEmpty(one.Fingerprint);
    }

    /// <summary>Opens the same model each time.</summary>
    protected abstract IVisionLanguageModel Open();

    /// <summary>Two or more requests with different replies.</summary>
    protected abstract IReadOnlyList<ModelRequest> Requests();

    /// <summary>A request that can't be answered, such as one about an image that isn't there.</summary>
    protected abstract ModelRequest Failing();
}
