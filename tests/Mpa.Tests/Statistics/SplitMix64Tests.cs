using Mpa.Statistics;

namespace Mpa.Tests.Statistics;

public sealed class SplitMix64Tests
{
    [Fact]
    public void The_first_numbers_are_those_of_the_published_generator()
    {
        SplitMix64 random = new(1234567);

        Assert.Equal(
            [6457827717110365317UL, 3203168211198807973UL, 9817491932198370423UL],
            [random.Next(), random.Next(), random.Next()]);
    }

    [Fact]
    public void Numbers_below_a_bound_are_spread_evenly()
    {
        SplitMix64 random = new(1);

        Dictionary<int, int> counts =
            Enumerable.Range(0, 60_000).Select(_ => random.Below(6)).CountBy(face => face).ToDictionary();

        Assert.Equal(6, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 9_600, 10_400));
    }
}
