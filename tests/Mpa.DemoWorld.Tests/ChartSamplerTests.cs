using System.Numerics;
using FsCheck.Xunit;

namespace Mpa.DemoWorld.Tests;

public sealed class ChartSamplerTests
{
    [Theory]
    [InlineData(ChartKind.Bar, "12b962cdc26a05a7")]
    [InlineData(ChartKind.HorizontalBar, "cfabf67d49bd2278")]
    [InlineData(ChartKind.Line, "6bc677c369e73826")]
    [InlineData(ChartKind.Dot, "d6c046d47df42f55")]
    public void The_pixels_are_the_same_on_every_machine(ChartKind kind, string expected) =>
        Assert.Equal(expected, Sample.Hash(Enumerable.Range(0, 200).Select(at => Sample.Of(at, kind))));

    [Property(MaxTest = 50)]
    public void A_chart_depends_on_nothing_but_its_arguments(long seed, FsCheck.NonNegativeInt index)
    {
        ChartSampler sampler = new(seed);
        ChartSample before = sampler.Sample(index.Get, ChartKinds.All, 1, 6);
        sampler.Sample(index.Get + 1L, ChartKinds.All, 1, 6);
        ChartSample after = new ChartSampler(seed).Sample(index.Get, ChartKinds.All, 1, 6);

        Assert.Equal(before.Image.Pixels, after.Image.Pixels);
        Assert.Equal(before.Chart.Contents, after.Chart.Contents);
    }

    [Property(MaxTest = 100)]
    public void Charts_keep_within_what_was_asked(long seed, int a, int b)
    {
        int first = (int)((uint)a % 6) + 1;
        int second = (int)((uint)b % 6) + 1;
        (int min, int max) = (Math.Min(first, second), Math.Max(first, second));
        Chart chart = new ChartSampler(seed).Sample(0, [ChartKind.Dot, ChartKind.Line], min, max).Chart;

        Assert.Contains(chart.Kind, new[] { ChartKind.Dot, ChartKind.Line });
        Assert.InRange(chart.Series.Count, min, max);
        Assert.Equal(chart.Series.Count, chart.Series.Select(series => series.Color).Distinct().Count());
        Assert.All(chart.Series, series => Assert.InRange(series.Value, 1, 9));
    }

    [Fact]
    public void Kinds_sizes_colors_and_values_are_each_as_likely()
    {
        ChartSampler sampler = new(2);
        Chart[] charts = [.. Enumerable.Range(0, 4000).Select(at => sampler.Sample(at, ChartKinds.All, 2, 6).Chart)];
        Series[] series = [.. charts.SelectMany(chart => chart.Series)];

        AssertEven(4, charts.Select(chart => chart.Kind));
        AssertEven(5, charts.Select(chart => chart.Series.Count));
        AssertEven(10, series.Select(one => one.Color));
        AssertEven(9, series.Select(one => one.Value));
    }

    [Fact]
    public void Each_split_has_contents_of_its_own()
    {
        HashSet<string>[] contents = [.. Enum.GetValues<ChartSplit>().Select(Contents)];

        Assert.All(contents, set => Assert.True(set.Count > 250));
        Assert.Empty(contents[0].Intersect(contents[1]));
        Assert.Empty(contents[0].Intersect(contents[2]));
        Assert.Empty(contents[1].Intersect(contents[2]));
    }

    [Theory]
    [InlineData(-1, 1, 2)]
    [InlineData(0, 0, 2)]
    [InlineData(0, 3, 2)]
    [InlineData(0, 1, 7)]
    public void Impossible_wishes_are_refused(long index, int min, int max) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ChartSampler(1).Sample(index, ChartKinds.All, min, max));

    private static HashSet<string> Contents(ChartSplit split)
    {
        ChartSampler sampler = new(9, split);
        return [.. Enumerable.Range(0, 1500).Select(at => sampler.Sample(at, ChartKinds.All, 2, 2).Chart.Contents)];
    }

    private static void AssertEven<T>(int groups, IEnumerable<T> items)
        where T : notnull
    {
        int[] counts = [.. items.CountBy(item => item).Select(pair => pair.Value)];
        Assert.Equal(groups, counts.Length);
        Assert.All(counts, count => Assert.InRange(count, 0.87 * counts.Average(), 1.13 * counts.Average()));
    }
}

public sealed class WorldRandomTests
{
    [Fact]
    public void The_stream_is_the_published_one_of_SplitMix64()
    {
        // The values that public implementations print for state 1234567.
        ulong[] published =
        [
            6457827717110365317,
            3203168211198807973,
            9817491932198370423,
            4593380528125082431,
            16408922859458223821,
        ];
        WorldRandom random = new(1234567UL);

        Assert.Equal(published, published.Select(_ => random.NextBits()));
    }

    [Fact]
    public void Neighboring_indexes_and_streams_give_unrelated_numbers()
    {
        ulong[] first = [.. Enumerable.Range(0, 1000).Select(at => new WorldRandom(5, at % 10, at / 10).NextBits())];

        double meanBits = first.Zip(first.Skip(1), (one, next) => BitOperations.PopCount(one ^ next)).Average();

        Assert.Equal(1000, first.Distinct().Count());
        Assert.InRange(meanBits, 31, 33);
    }

    [Fact]
    public void Every_number_of_a_range_is_as_likely()
    {
        WorldRandom random = new(1, 2, 3);

        IEnumerable<int> drawn = Enumerable.Range(0, 9000).Select(_ => random.Between(1, 9));
        int[] counts = [.. drawn.CountBy(value => value).Select(pair => pair.Value)];

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
