using System.Globalization;
using FsCheck.Xunit;
using Mpa.Tasks;

namespace Mpa.Tests.Tasks;

public sealed class AnswerNumberTests
{
    [Theory]
    [InlineData("42", "42")]
    [InlineData("-4", "-4")]
    [InlineData("−4.50", "-4.50")]
    [InlineData("2011-2", null)]
    [InlineData("EUR 1,200.50", "1200.50")]
    [InlineData("1,200", "1200")]
    [InlineData("4,5", "4.5")]
    [InlineData("1 200 kg", "1200")]
    [InlineData("12'000", "12000")]
    [InlineData("about 12 %", "12%")]
    [InlineData("４２．５％", "42.5%")]
    [InlineData("٤٢", "42")]
    [InlineData("१२", "12")]
    [InlineData("two", null)]
    [InlineData("", null)]
    public void A_number_is_read_with_a_decimal_point(string text, string? number) =>
        Assert.Equal(number, AnswerNumber.Read(text, decimalComma: false));

    [Theory]
    [InlineData("1.200", "1200")]
    [InlineData("4,20 €", "4.20")]
    [InlineData("1.200,50", "1200.50")]
    [InlineData("1,234", "1.234")]
    [InlineData("3.5", "3.5")]
    public void A_number_is_read_with_a_decimal_comma(string text, string number) =>
        Assert.Equal(number, AnswerNumber.Read(text, decimalComma: true));

    [Property]
    public void Every_whole_number_comes_back_however_its_thousands_are_parted(int number)
    {
        string english = number.ToString("N0", CultureInfo.InvariantCulture);
        string plain = number.ToString(CultureInfo.InvariantCulture);

        Assert.Equal(plain, AnswerNumber.Read(english, decimalComma: false));
        Assert.Equal(plain, AnswerNumber.Read(english.Replace(',', '.'), decimalComma: true));
        Assert.Equal(plain, AnswerNumber.Read(plain, decimalComma: false));
    }
}
