using Mpa.Reports;
using Mpa.Statistics;

namespace Mpa.Tests.Reports;

public sealed class FiguresTests
{
    [Theory]
    [InlineData(0.325, "+32.5 [28.1, 36.7] p < 0.001")]
    [InlineData(-0.04, "−4.0 [28.1, 36.7] p < 0.001")]
    [InlineData(-0.0001, "+0.0 [28.1, 36.7] p < 0.001")]
    public void A_difference_is_told_in_points_with_its_sign(double value, string told)
    {
        Difference difference = new(value, 0.281, 0.367, 0.0005, 800);

        string actual =
            $"{Figures.Points(difference)} {Figures.PointSpan(difference)} {Figures.PValue(difference.PValue)}";

        Assert.Equal(told, actual.Replace('\u00a0', ' '));
    }

    [Theory]
    [InlineData(0.6725, "67.3 %")]
    [InlineData(0.60875, "60.9 %")]
    [InlineData(0.5, "50.0 %")]
    public void A_half_is_rounded_up_as_the_terminal_does(double share, string told) =>
        Assert.Equal(told, Figures.Percent(share).Replace('\u00a0', ' '));

    [Theory]
    [InlineData(0.94, "0.9 s")]
    [InlineData(38, "38 s")]
    [InlineData(112, "1 min 52 s")]
    [InlineData(7500, "2 h 05 min")]
    public void A_time_is_told_in_the_unit_that_suits_it(double seconds, string told) =>
        Assert.Equal(told, Figures.Duration(seconds).Replace('\u00a0', ' '));

    [Theory]
    [InlineData(0.04, "p = 0.040")]
    [InlineData(0.5, "p = 0.50")]
    public void A_p_value_has_the_digits_that_mean_something(double p, string told) =>
        Assert.Equal(told, Figures.PValue(p).Replace('\u00a0', ' '));

    [Theory]
    [InlineData(24196, "24,000")]
    [InlineData(7, "7")]
    [InlineData(995, "1,000")]
    [InlineData(0, "0")]
    public void A_rough_count_has_two_digits(long count, string told) => Assert.Equal(told, Figures.About(count));

    [Fact]
    public void A_share_of_nothing_is_nothing() => Assert.Equal("0\u00a0%", Figures.Share(0, 0));
}
