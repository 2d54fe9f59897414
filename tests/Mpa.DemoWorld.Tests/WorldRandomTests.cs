namespace Mpa.DemoWorld.Tests;

public sealed class WorldRandomTests
{
    [Fact]
    public void The_stream_is_the_published_one_of_SplitMix64()
    {
        // The values that public implementations print for state 1234567.
        ulong[] published = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821];
        WorldRandom random = new(1234567UL);

        Assert.Equal(published, published.Select(_ => random.NextBits()));
    }

    [Fact]
    public void Neighboring_indexes_and_streams_give_unrelated_numbers()
    {
        ulong[] first = [.. Enumerable.Range(0, 1000).Select(at => new WorldRandom(5, at % 10, at / 10).NextBits())];

        double meanBits = first.Zip(first.Skip(1), (one, next) => System.Numerics.BitOperations.PopCount(one ^ next)).Average();

        Assert.Equal(1000, first.Distinct().Count());
        Assert.InRange(meanBits, 31, 33);
    }

    [Fact]
    public void Every_number_of_a_range_is_as_likely()
    {
        WorldRandom random = new(1, 2, 3);

        int[] counts = [.. Enumerable.Range(0, 9000).Select(_ => random.Between(1, 9)).CountBy(value => value).Select(pair => pair.Value)];

        Assert.Equal(9, counts.Length);
        Assert.All(counts, count => Assert.InRange(count, 880, 1120));
    }

    [Fact]
    public void Chances_come_true_as_often_as_they_say()
    {
        WorldRandom random = new(3, 2, 1);

        int hits = Enumerable.Range(0, 10000).Count(_ => random.Chance(0.35));

        Assert.InRange(hits, 3350, 3650);
        Assert.False(random.Chance(0));
        Assert.True(random.Chance(1));
    }
}
