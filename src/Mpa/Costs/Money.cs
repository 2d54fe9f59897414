using System.Globalization;

namespace Mpa.Costs;

/// <summary>Amounts of money as people read them.</summary>
public static class Money
{
    /// <summary>"12.30 USD"; a small amount keeps two digits that say something: "0.0042 USD".</summary>
    public static string Text(double amount, string currency)
    {
        int decimals = amount is > 0 and < 1 ? Math.Clamp(1 - (int)Math.Floor(Math.Log10(amount)), 2, 8) : 2;
        return amount.ToString($"N{decimals}", CultureInfo.InvariantCulture) + " " + currency;
    }
}
