using Mpa.Statistics;

namespace Mpa.Torch.Training;

/// <summary>Which example comes when: every pass shuffled anew, each a function of the seed and the pass alone, so that a resume needs no stored order.</summary>
/// <param name="count">Examples.</param>
/// <param name="seed">Equal seeds give equal orders.</param>
internal sealed class ExampleOrder(int count, int seed)
{
    private long _pass = -1;
    private int[] _order = [];

    /// <summary>The example at a place counted from 0 through all passes.</summary>
    public int At(long place)
    {
        if (place / count != _pass)
        {
            _pass = place / count;
            _order = Shuffled(new SplitMix64(((ulong)(uint)seed << 32) + (ulong)_pass));
        }

        return _order[place % count];
    }

    private int[] Shuffled(SplitMix64 random)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        for (int i = count - 1; i > 0; i--)
        {
            int other = random.Below(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order;
    }
}
