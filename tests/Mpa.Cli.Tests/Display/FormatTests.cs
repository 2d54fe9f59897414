using Mpa.Cli.Display;

namespace Mpa.Cli.Tests.Display;

public sealed class FormatTests
{
    [Theory]
    [InlineData(0.4, "0:00")]
    [InlineData(59.6, "1:00")]
    [InlineData(754, "12:34")]
    [InlineData(3723, "1:02:03")]
    [InlineData(359_999, "99:59:59")]
    [InlineData(360_000, "4.2 days")]
    [InlineData(21e6, "243 days")]
    [InlineData(-1, "0:00")]
    public void Times_are_read_at_a_glance(double seconds, string expected) =>
        Assert.Equal(expected, Format.Time(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(999, "999")]
    [InlineData(1_690_000, "1.7 M")]
    [InlineData(256_484_928, "256 M")]
    [InlineData(2_246_000_000, "2.2 B")]
    public void Model_sizes_have_two_digits_or_three(long parameters, string expected) =>
        Assert.Equal(expected, Format.Size(parameters));

    [Theory]
    [InlineData(12.34, "12.3/s")]
    [InlineData(0.25, "4.0 s each")]
    public void Slow_rates_are_told_the_other_way_round(double perSecond, string expected) =>
        Assert.Equal(expected, Format.Rate(perSecond));

    [Theory]
    [InlineData(25.3e9, "25.3 GB")]
    [InlineData(6.76e6, "7 MB")]
    [InlineData(2_345, "3 kB")]
    public void Memory_is_told_in_the_unit_that_fits(double bytes, string expected) =>
        Assert.Equal(expected, Format.Bytes(bytes));
}
