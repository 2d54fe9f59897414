using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Mpa.Reports.Html;

/// <summary>Lets the compiler turn $"…" into HTML: the literal parts are HTML, the holes are escaped unless they are <see cref="Markup"/>.</summary>
[InterpolatedStringHandler]
internal readonly ref struct MarkupHandler
{
    private readonly StringBuilder _html;

    public MarkupHandler(int literalLength, int formattedCount) => _html = new StringBuilder(literalLength + (16 * formattedCount));

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

    public void AppendFormatted(double number, string? format = "0.###") => _html.Append(number.ToString(format, CultureInfo.InvariantCulture));

    public override string ToString() => _html.ToString();
}
