using System.Text;

namespace Mpa.Reports;

/// <summary>Makes any text safe inside a line or a table cell of Markdown (CommonMark 0.31 with GitHub's tables).</summary>
internal static class MarkdownText
{
    private const string Active = "\\`*_[]|~#!$:@";

    /// <summary>One line without markup; line ends become spaces, markup characters stand for themselves.</summary>
    public static string Escape(string? text)
    {
        StringBuilder line = new();
        foreach (Rune rune in (text ?? "").EnumerateRunes())
        {
            line.Append(rune.Value switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                < ' ' or (>= 0x7f and <= 0x9f) or 0x2028 or 0x2029 => " ",
                _ when rune.IsAscii && Active.Contains((char)rune.Value) => "\\" + rune,
                _ => rune.ToString(),
            });
        }

        return line.ToString().Trim();
    }
}
