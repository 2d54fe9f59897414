using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Mpa.Reports.Html;

/// <summary>Finished HTML. The only ways to make it escape every text that is put in.</summary>
internal readonly record struct Markup
{
    private readonly string? _html;

    private Markup(string html) => _html = html;

    public static Markup Empty => default;

    /// <summary>HTML with holes: a <see cref="Markup"/> goes in as it is, everything else is escaped.</summary>
    [SuppressMessage("Style", "IDE0060:Remove unused parameter", Justification = "The handler is the parameter.")]
    public static Markup Of(ref MarkupHandler html) => new(html.ToString());

    /// <summary>A text, escaped.</summary>
    public static Markup Text(string? text) => new(HtmlText.Escape(text));

    /// <summary>A file of this program that is HTML or CSS already.</summary>
    public static Markup Resource(string name) => new(EmbeddedFile.Read(name));

    /// <summary>One after the other.</summary>
    public static Markup Join(IEnumerable<Markup> parts) => new(string.Concat(parts.Select(part => part._html)));

    public override string ToString() => _html ?? "";
}

/// <summary>
/// Lets the compiler turn $"…" into HTML: the literal parts are HTML, the holes are escaped unless they are <see
/// cref="Markup"/>.
/// </summary>
[InterpolatedStringHandler]
internal readonly ref struct MarkupHandler
{
    private readonly StringBuilder _html;

    public MarkupHandler(int literalLength, int formattedCount) =>
        _html = new StringBuilder(literalLength + (16 * formattedCount));

    public void AppendLiteral(string html) => _html.Append(html);

    public void AppendFormatted(Markup html) => _html.Append(html.ToString());

    public void AppendFormatted(Markup? html) => _html.Append(html?.ToString());

    public void AppendFormatted(IEnumerable<Markup> parts)
    {
        foreach (Markup part in parts)
        {
            _html.Append(part.ToString());
        }
    }

    public void AppendFormatted(string? text) => _html.Append(HtmlText.Escape(text));

    public void AppendFormatted(int number) => _html.Append(number.ToString(CultureInfo.InvariantCulture));

    public void AppendFormatted(double number, string? format = "0.###") =>
        _html.Append(number.ToString(format, CultureInfo.InvariantCulture));

    public override string ToString() => _html.ToString();
}

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
