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
        Chart[] charts = [.. Enumerable.Range(0, 4000).Select(at => new ChartSampler(2).Sample(at, ChartKinds.All, 2, 6).Chart)];
        Series[] series = [.. charts.SelectMany(chart => chart.Series)];

        AssertEven(4, charts.Select(chart => chart.Kind));
        AssertEven(5, charts.Select(chart => chart.Series.Count));
        AssertEven(10, series.Select(one => one.Color));
        AssertEven(9, series.Select(one => one.Value));
    }

    [Fact]
    public void Each_split_has_contents_of_its_own()
    {
        HashSet<string>[] contents = [.. Enum.GetValues<ChartSplit>().Select(split =>
            Enumerable.Range(0, 1500).Select(at => new ChartSampler(9, split).Sample(at, ChartKinds.All, 2, 2).Chart.Contents).ToHashSet())];

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

    private static void AssertEven<T>(int groups, IEnumerable<T> items)
        where T : notnull
    {
        int[] counts = [.. items.CountBy(item => item).Select(pair => pair.Value)];
        Assert.Equal(groups, counts.Length);
        Assert.All(counts, count => Assert.InRange(count, 0.87 * counts.Average(), 1.13 * counts.Average()));
    }
}
