using Mpa.Remote.Pace;

namespace Mpa.Remote.Tests.Pace;

public sealed class RateHeadersTests
{
    [Theory]
    [InlineData("1s", 1)]
    [InlineData("6m0s", 360)]
    [InlineData("20ms", 0.02)]
    [InlineData("1h2m3.5s", 3723.5)]
    [InlineData("12", 12)]
    [InlineData("0.25", 0.25)]
    [InlineData("-3", 0)]
    public void Durations_as_servers_write_them(string text, double seconds) => Assert.Equal(seconds, RateHeaders.Duration(text)!.Value.TotalSeconds, 6);

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("5 s")]
    public void What_is_no_duration_says_nothing(string text) => Assert.Null(RateHeaders.Duration(text));

    [Fact]
    public void A_number_beyond_all_dates_is_a_long_time() => Assert.True(RateHeaders.Duration("1e300")!.Value > TimeSpan.FromDays(100));
}
