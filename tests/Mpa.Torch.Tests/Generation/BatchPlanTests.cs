using FsCheck.Xunit;
using Mpa.Torch.Generation;

namespace Mpa.Torch.Tests.Generation;

public sealed class BatchPlanTests
{
    [Property]
    public void Every_row_is_in_one_batch_within_the_limits(byte[] lengths, byte rows, ushort tokens)
    {
        // Given
        int mostRows = 1 + (rows % 8);
        int mostTokens = 1 + tokens;

        // When
        IReadOnlyList<IReadOnlyList<int>> batches = BatchPlan.Cut([.. lengths.Select(length => (int)length)], mostRows, mostTokens);

        // Then
        Assert.Equal(Enumerable.Range(0, lengths.Length), batches.SelectMany(batch => batch).Order());
        Assert.All(batches, batch => Assert.InRange(batch.Count, 1, mostRows));
        Assert.All(batches, batch => Assert.True(batch.Count == 1 || batch.Count * batch.Max(row => lengths[row]) <= mostTokens));
    }

    [Fact]
    public void Rows_of_like_length_go_together() => Assert.Equal([[1, 3], [0, 2]], BatchPlan.Cut([50, 10, 60, 20], 2, 1000));
}
