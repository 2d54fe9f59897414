namespace Mpa.Replies;

/// <summary>
/// What stands around a text and isn't seen: white space, and letters without width as pages and files leave them (zero
/// width space, word joiner, mark of byte order). A student would be trained on it.
/// </summary>
internal static class OuterSpace
{
    /// <summary>The letters without width, which <see cref="string.Trim()"/> takes for text.</summary>
    public const string WithoutWidth = "\u200B\u2060\uFEFF";

    /// <summary>The text without it.</summary>
    public static string Trim(string text)
    {
        int start = 0, end = text.Length;
        while (start < end && IsUnseen(text[start]))
        {
            start++;
        }

        while (end > start && IsUnseen(text[end - 1]))
        {
            end--;
        }

        return text[start..end];
    }

    private static bool IsUnseen(char letter) =>
        char.IsWhiteSpace(letter) || WithoutWidth.Contains(letter, StringComparison.Ordinal);
}
