using System.Text;

namespace Mpa.Reports;

/// <summary>Writes tables whose cells are escaped; all columns but the first can be aligned to the right.</summary>
internal static class MarkdownTable
{
    /// <summary>The table, with an empty line after it.</summary>
    /// <param name="header">Column names; one that ends in ":" is aligned to the right.</param>
    /// <param name="rows">As many cells a row as there are columns.</param>
    public static string Write(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string?>> rows)
    {
        StringBuilder table = new();
        Line(table, header.Select(name => MarkdownText.Escape(name.TrimEnd(':'))));
        Line(table, header.Select(name => name.EndsWith(':') ? "---:" : "---"));
        foreach (IReadOnlyList<string?> row in rows)
        {
            Line(table, row.Select(MarkdownText.Escape));
        }

        return table.Append('\n').ToString();
    }

    private static void Line(StringBuilder table, IEnumerable<string> cells) =>
        table.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}

/// <summary>
/// Makes any text safe inside a line or a table cell of Markdown (CommonMark 0.31 with GitHub's tables).
/// </summary>
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
