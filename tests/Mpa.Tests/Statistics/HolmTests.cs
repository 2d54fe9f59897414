using FsCheck.Xunit;
using Mpa.Statistics;

namespace Mpa.Tests.Statistics;

public sealed class HolmTests
{
    [Fact]
    public void The_smallest_is_multiplied_most_and_none_overtakes_a_smaller_one()
    {
        // By hand: 0.01 × 4, 0.02 × 3, 0.03 × 2 → no less than 0.06, 0.2 × 1.
        Assert.Equal([0.06, 0.2, 0.04, 0.06], Holm.Correct([0.02, 0.2, 0.01, 0.03]).Select(p => Math.Round(p, 12)));
    }

    [Property]
    public bool Corrected_values_lie_between_the_plain_ones_and_one_and_keep_their_order(byte[] values)
    {
        double[] plain = [.. values.Select(value => (value + 1) / 256.0)];
        IReadOnlyList<double> corrected = Holm.Correct(plain);
        return corrected.Zip(plain).All(pair => pair.First >= pair.Second && pair.First <= 1)
            && plain.Zip(corrected).OrderBy(pair => pair.First).Select(pair => pair.Second)
                .SequenceEqual(corrected.Order());
    }
}
