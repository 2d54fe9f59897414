namespace Mpa.Costs;

/// <summary>
/// A guess at the tokens of a request before a server has counted any: four letters a token, and one token for 28 × 28 pixels, as
/// Qwen2-VL reads images (others take fewer).
/// </summary>
public static class TokenEstimate
{
    private const int Letters = 4;
    private const int Pixels = 28 * 28;

    /// <summary>Tokens that a model reads.</summary>
    /// <param name="prompt">The user's text.</param>
    /// <param name="pixels">Of all images, as they are sent.</param>
    public static int Prompt(string prompt, long pixels) => (int)Math.Min(int.MaxValue, (prompt.Length / Letters) + (pixels / Pixels) + 1);
}
