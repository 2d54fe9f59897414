using Mpa.Files;
using Mpa.Recipes;

namespace Mpa.Leveling;

/// <summary>The images whose pairs are kept for validation. The same in every round, since nothing but the seed and the image decides.</summary>
internal static class HeldOut
{
    private const double Lots = 18446744073709551616.0; // 2⁶⁴

    /// <summary>Whether an image is held out; null for a recipe of one round, which trains on all.</summary>
    public static Func<string, bool>? Of(Recipe recipe) =>
        recipe.Rounds is { } rounds ? imageId => ContentKey.Seed("held out", recipe.Seed, imageId) < rounds.HoldOut * Lots : null;
}
