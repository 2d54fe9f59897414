using Mpa.Torch.Language;
using static TorchSharp.torch;

namespace Mpa.Torch.Tests.Language;

/// <summary>A layer that keeps vectors by column beside something of one size, as a convolution does.</summary>
public sealed class DecoderStateTests
{
    [Fact]
    public void Rows_join_behind_the_others_and_all_end_in_the_same_column()
    {
        using IDisposable scope = NewDisposeScope();
        using DecoderState long3 = State([[1, 2, 3]]);
        using DecoderState short2 = State([[4, 5], [6, 7]]);

        long3.Join(short2, length: 3, room: 4);

        Assert.Equal((3, 4), (long3.Length, long3.Capacity));
        Assert.Equal([1, 2, 3, 0, 4, 5, 0, 6, 7], Columns(long3));
        Assert.Equal([3, 5, 7], Last(long3));
    }

    [Fact]
    public void Rows_leave_are_copied_and_go_on_apart()
    {
        using IDisposable scope = NewDisposeScope();
        using DecoderState state = State([[0, 1, 2], [0, 0, 3], [0, 4, 5]]);

        state.Take(tensor(new long[] { 2, 0, 2 }), cut: 1, room: 4);
        state[0][0].Append(Vectors([[6], [7], [8]]), state.Length);
        state.Advance(1);

        Assert.Equal([4, 5, 6, 1, 2, 7, 4, 5, 8], Columns(state));
        Assert.Equal([5, 2, 5], Last(state));
    }

    [Fact]
    public void All_rows_get_more_room()
    {
        using IDisposable scope = NewDisposeScope();
        using DecoderState state = State([[1, 2], [3, 4]]);

        state.Take(null, cut: 0, room: 5);

        Assert.Equal((2, 5), (state.Length, state.Capacity));
        Assert.Equal([1, 2, 3, 4], Columns(state));
        Assert.Equal([2, 4], Last(state));
    }

    /// <summary>One layer that keeps every number of a row, and apart from them the last.</summary>
    private static DecoderState State(float[][] rows)
    {
        RowTensor[] layer =
        [
            RowTensor.ByColumn(rows.Length, heads: 1, rows[0].Length, width: 1, ScalarType.Float32),
            RowTensor.OfOneSize([rows.Length, 1], ScalarType.Float32),
        ];
        layer[0].Append(Vectors(rows), 0);
        layer[1].Values.copy_(tensor(rows.Select(row => row[^1]).ToArray()).view(-1, 1));
        DecoderState state = new([layer], rows[0].Length);
        state.Advance(rows[0].Length);
        return state;
    }

    private static Tensor Vectors(float[][] rows) =>
        tensor(rows.SelectMany(row => row).ToArray()).view(rows.Length, 1, -1, 1); // [B, 1, L, 1]

    private static float[] Columns(DecoderState state) =>
        state[0][0].Values.narrow(2, 0, state.Length).contiguous().data<float>().ToArray();

    private static float[] Last(DecoderState state) => state[0][1].Values.data<float>().ToArray();
}
