using System.Globalization;

namespace Mpa.Cli.Recipes;

/// <summary>What a recipe's value must satisfy beyond its type.</summary>
internal sealed record RecipeRule
{
    /// <summary>Smallest allowed number.</summary>
    public double Min { get; init; } = double.NegativeInfinity;

    /// <summary>Largest allowed number.</summary>
    public double Max { get; init; } = double.PositiveInfinity;

    /// <summary>The allowed words; null allows any.</summary>
    public IReadOnlyList<string>? Choices { get; init; }

    /// <summary>True for a path, which is made absolute and must exist unless <see cref="Written"/>.</summary>
    public bool Path { get; init; }

    /// <summary>True for a path that the run writes.</summary>
    public bool Written { get; init; }

    /// <summary>True for the address of a server.</summary>
    public bool Address { get; init; }

    /// <summary>"from 1 to 100", "of at least 1", or nothing.</summary>
    public string RangeText => (double.IsFinite(Min), double.IsFinite(Max)) switch
    {
        (true, true) => string.Create(CultureInfo.InvariantCulture, $" from {Min} to {Max}"),
        (true, false) => string.Create(CultureInfo.InvariantCulture, $" of at least {Min}"),
        (false, true) => string.Create(CultureInfo.InvariantCulture, $" up to {Max}"),
        _ => "",
    };

    /// <summary>Whether the number lies in the range.</summary>
    public bool Allows(double value) => value >= Min && value <= Max;

    /// <summary>Whether the text is an http or https address.</summary>
    public static bool IsAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out Uri? parsed) && parsed.Scheme is "http" or "https";
}
