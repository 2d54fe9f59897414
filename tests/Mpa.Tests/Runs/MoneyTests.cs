using Mpa.Costs;

namespace Mpa.Tests.Runs;

public sealed class MoneyTests
{
    [Theory]
    [InlineData(12.3, "12.30 USD")]
    [InlineData(0, "0.00 USD")]
    [InlineData(0.00418, "0.0042 USD")]
    [InlineData(1234.5, "1,234.50 USD")]
    public void Money_is_told_with_digits_that_say_something(double amount, string expected) =>
        Assert.Equal(expected, Money.Text(amount, "USD"));
}
