using System.Text;

namespace Mpa.Reports.Html;

/// <summary>Makes any text safe inside elements and quoted attributes of a page that is XML too.</summary>
internal static class HtmlText
{
    /// <summary>Escapes markup; characters that XML forbids become U+FFFD.</summary>
    public static string Escape(string? text)
    {
        StringBuilder html = new(text?.Length ?? 0);
        foreach (Rune rune in (text ?? "").EnumerateRunes())
        {
            html.Append(rune.Value switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\'' => "&#39;",
                '\t' or '\n' or '\r' => rune.ToString(),
                < ' ' or (>= 0x7f and <= 0x9f) or 0xfffe or 0xffff => "\ufffd",
                _ => rune.ToString(),
            });
        }

        return html.ToString();
    }
}
